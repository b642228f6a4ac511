import type { Command } from 'commander'
import type { z } from 'zod'
import { allPages } from './all-pages.ts'
import * as answers from './answers.ts'
import { type CommandLine, examples, wholeNumber } from './command-line.ts'
import { table } from './table.ts'
import { tenantPath } from './tenant.ts'

interface LogOptions {
  readonly failed?: boolean
  readonly resource?: string
  readonly request?: string
  readonly actor?: string
  readonly from?: string
  readonly to?: string
  readonly limit: number
}

export function addLogCommands(program: Command, { withAdmin }: CommandLine): void {
  const log = program.command('log').description('what clients asked and what they were answered')

  examples(
    log
      .command('list <tenant>')
      .description('list requests, newest first')
      .option('--failed', 'only those that were refused')
      .option('--resource <id>', 'only those about one resource')
      .option('--request <id>', 'only those with this request id')
      .option('--actor <credential>', 'only those of one credential')
      .option('--from <time>', 'from this time on, e.g. 2026-01-31T00:00:00Z')
      .option('--to <time>', 'before this time')
      .option('--limit <n>', 'at most so many', wholeNumber, 50),
    'rollcall log list acme --failed',
  ).action((tenant: string, { failed, resource, request, actor, from, to, limit }: LogOptions, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const parameters = { failed: failed === true ? 'true' : undefined, resourceId: resource, requestId: request, actor, from, to }
      const found = await allPages(admin, `${tenantPath(tenant)}/requests`, answers.loggedRequest, parameters, limit)
      const rows = found.map((each) => [
        each.time,
        each.method,
        each.route,
        String(each.status),
        each.detail ?? each.tolerated.join(' '),
        each.id,
      ])
      show(found, () => table(['time', 'method', 'route', 'status', 'what', 'id'], rows))
    }),
  )

  log
    .command('show <tenant> <id>')
    .description('show one request with its redacted body and what it changed')
    .action((tenant: string, id: string, _options, command: Command) =>
      withAdmin(command, async (admin, show) => {
        const found = await admin.ask('GET', `${tenantPath(tenant)}/requests/${encodeURIComponent(id)}`)
        show(found, () => `${JSON.stringify(found, null, 2)}\n`)
      }),
    )

  examples(
    log.command('replay <tenant> <id>').description('tell what a request would change if it came again now; nothing is changed'),
    'rollcall log replay acme 01a2b3c4-…',
  ).action((tenant: string, id: string, _options, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const found = answers.replayed.parse(await admin.ask('POST', `${tenantPath(tenant)}/requests/${encodeURIComponent(id)}/replay`))
      show(found, () => replayText(found))
    }),
  )
}

function replayText({ status, detail, changes, notes }: z.infer<typeof answers.replayed>): string {
  const rows = changes.flatMap(({ type, id, operation, attributes }) =>
    attributes.length === 0
      ? [[operation, type, id, '', '', '']]
      : attributes.map((each) => [
          operation,
          type,
          id,
          each.path,
          [shown(each.from), prefixed('-', each.removed)].join(''),
          [shown(each.to), prefixed('+', each.added)].join(''),
        ]),
  )
  const what = rows.length === 0 ? 'Nothing would change.\n' : table(['operation', 'type', 'id', 'attribute', 'from', 'to'], rows)
  return [`It would be answered ${status}${detail === null ? '' : `: ${detail}`}\n`, what, ...notes.map((note) => `${note}\n`)].join('')
}

const shown = (value: unknown) => (value === undefined ? '' : (JSON.stringify(value) ?? ''))
const prefixed = (sign: string, value: unknown) => (value === undefined ? '' : `${sign}${shown(value)}`)
