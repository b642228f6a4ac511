import { type Command, Option } from 'commander'
import { pages } from './all-pages.ts'
import * as answers from './answers.ts'
import { type CommandLine, examples, wholeNumber } from './command-line.ts'
import { table } from './table.ts'
import { tenantPath } from './tenant.ts'
import { CommandError } from './terminal.ts'

interface AuditOptions {
  readonly from?: string
  readonly to?: string
  readonly search?: string
  readonly order: string
  readonly after?: string
  readonly limit: number
}

export function addAuditCommands(program: Command, { withAdmin, terminal }: CommandLine): void {
  const audit = program.command('audit').description('who changed what, when')
  const within = (command: Command) =>
    command.option('--from <time>', 'from this time on, e.g. 2026-01-31T00:00:00Z').option('--to <time>', 'before this time')

  examples(
    within(audit.command('list <tenant>').description('list changes, newest first'))
      .option('--search <text>', 'only changes whose actor, resource, operation or attributes contain it')
      .addOption(new Option('--order <order>', 'which come first').choices(['newest', 'oldest']).default('newest'))
      .option('--after <place>', 'go on where a list ended, which it says')
      .option('--limit <n>', 'at most so many', wholeNumber, 100),
    'rollcall audit list acme --search userName',
    'rollcall audit list acme --from 2026-01-31T00:00:00Z --limit 1000',
  ).action((tenant: string, { limit, ...parameters }: AuditOptions, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const { items: found, next } = await pages(admin, `${tenantPath(tenant)}/audit`, answers.entry, { ...parameters }, limit)
      const rows = found.map((each) => [
        each.time,
        each.actor,
        each.operation,
        `${each.type} ${each.id}`,
        `v${each.version}`,
        each.changed.join(' '),
      ])
      show(found, () => table(['time', 'actor', 'operation', 'resource', 'version', 'changed'], rows))
      if (next !== null) terminal.error(`There is more: --after ${next}\n`)
    }),
  )

  examples(
    within(audit.command('export <tenant>').description('write the trail of a time to standard output')).addOption(
      new Option('--format <csv|json>', 'json is one object a line').choices(['csv', 'json']).default('csv'),
    ),
    'rollcall audit export acme --from 2026-01-01T00:00:00Z > audit.csv',
  ).action((tenant: string, options: { format: string; from?: string; to?: string }, command: Command) =>
    withAdmin(command, async (admin) => {
      const answer = await admin.download(`${tenantPath(tenant)}/audit/export?${new URLSearchParams({ ...options })}`)
      const decoder = new TextDecoder()
      for await (const piece of answer.body ?? []) await terminal.write(decoder.decode(piece, { stream: true }))
    }),
  )

  examples(
    audit
      .command('verify <tenant>')
      .description('check the hash chain: whether an entry was changed, removed or added later')
      .option('--head <hash>', 'a head that was noted earlier: then a trail that was cut off is found too'),
    'rollcall audit verify acme',
  ).action((tenant: string, { head }: { head?: string }, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const query = head === undefined ? '' : `?${new URLSearchParams({ head })}`
      const found = answers.verification.parse(await admin.ask('GET', `${tenantPath(tenant)}/audit/verification${query}`))
      const { verified, unsealed, problem } = found
      const newer = unsealed === 0 ? '' : `${unsealed} after them are not sealed.\n`
      show(found, () => `${verified} entries are as they were sealed.\n${newer}head ${found.head}\n`)
      if (problem !== null)
        throw new CommandError(`The audit trail of ${tenant} was tampered with at entry ${problem.sequence}: ${problem.what}.`)
    }),
  )
}
