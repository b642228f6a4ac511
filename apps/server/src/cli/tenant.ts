import { type Command, InvalidArgumentError, Option } from 'commander'
import { allPages } from './all-pages.ts'
import * as answers from './answers.ts'
import { type CommandLine, examples, wholeNumber } from './command-line.ts'
import { details, table } from './table.ts'

export function addTenantCommands(program: Command, { withAdmin }: CommandLine): void {
  const tenant = program.command('tenant').description('organisations: each sees its own users and groups and no others')

  tenant
    .command('list')
    .description('list all tenants')
    .action((_options, command: Command) =>
      withAdmin(command, async (admin, show) => {
        const tenants = await allPages(admin, '/tenants', answers.tenant)
        show(tenants, () =>
          table(
            ['id', 'name', 'created', 'suspended'],
            tenants.map(({ id, name, created, suspended }) => [id, name, created, suspended ?? '-']),
          ),
        )
      }),
    )

  examples(
    tenant
      .command('create <id>')
      .description('make a tenant; the id is for ever and becomes part of its credentials')
      .option('--name <name>', 'for people; the id when left out'),
    'rollcall tenant create acme --name "Acme Corporation"',
  ).action((id: string, options: { name?: string }, command: Command) =>
    withAdmin(command, async (admin, show) => {
      const made = answers.tenant.parse(await admin.ask('POST', '/tenants', { id, ...options }))
      show(made, () => `Tenant ${made.id} is there. Next: rollcall credential create ${made.id} --name "Okta"\n`)
    }),
  )

  examples(
    tenant
      .command('set <id>')
      .description('change the name or the settings of a tenant')
      .option('--name <name>', 'for people')
      .option('--access-token-minutes <n>', 'how long OAuth access tokens are valid: 60 to 360', wholeNumber)
      .option('--request-log-days <n>', 'how long the request log is kept: 1 to 366', wholeNumber)
      .addOption(
        new Option('--log-personal-values <yes|no>', 'whether bodies in the request log show personal values').choices(['yes', 'no']),
      )
      .option('--deprovision-limit <percent|off>', 'per cent of users or members that may be taken away in ten minutes', percentOrOff),
    'rollcall tenant set acme --access-token-minutes 360',
    'rollcall tenant set acme --deprovision-limit 20',
  ).action((id: string, options: TenantOptions, command: Command) => {
    if (Object.keys(options).length === 0) command.error('error: there is nothing to change: say at least one option')
    return withAdmin(command, async (admin, show) => {
      const changed = answers.tenant.parse(await admin.ask('PATCH', tenantPath(id), changeOf(options)))
      show(changed, () => `Tenant ${changed.id} is changed.\n`)
    })
  })

  for (const [name, suspended, description] of [
    ['suspend', true, 'let nobody of a tenant in until it is resumed'],
    ['resume', false, 'let a suspended tenant in again'],
  ] as const) {
    tenant
      .command(`${name} <id>`)
      .description(description)
      .action((id: string, _options, command: Command) =>
        withAdmin(command, async (admin, show) => {
          const changed = answers.tenant.parse(await admin.ask('PATCH', tenantPath(id), { suspended }))
          show(changed, () =>
            details([
              ['tenant', changed.id],
              ['suspended', changed.suspended ?? 'no'],
            ]),
          )
        }),
      )
  }
}

export const tenantPath = (id: string) => `/tenants/${encodeURIComponent(id)}`

interface TenantOptions {
  readonly name?: string
  readonly accessTokenMinutes?: number
  readonly requestLogDays?: number
  readonly logPersonalValues?: string
  readonly deprovisionLimit?: number | 'off'
}

function percentOrOff(text: string): number | 'off' {
  if (text === 'off') return text
  const percent = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(percent <= 100)) throw new InvalidArgumentError('It must be a number up to 100, or off.')
  return percent
}

function changeOf({ name, accessTokenMinutes, requestLogDays, logPersonalValues, deprovisionLimit }: TenantOptions) {
  const settings = {
    accessTokenMinutes,
    requestLogDays,
    ...(logPersonalValues === undefined ? {} : { logPersonalValues: logPersonalValues === 'yes' }),
    deprovisionLimit: deprovisionLimit === 'off' ? null : deprovisionLimit,
  }
  return { name, settings }
}
