import { existsSync } from 'node:fs'
import {
  compat,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  dryRunOf,
  type RequestContext,
  type ResourceType,
  type ServiceProvider,
} from '@rollcall/scim-core'
import { type Command, Option } from 'commander'
import { readConfiguration } from '../configuration.ts'
import { readResourceTypes } from '../custom-schemas.ts'
import { type Database, openDatabase } from '../database.ts'
import { originOf } from '../origin.ts'
import { uuidV7 } from '../uuid-v7.ts'
import { type CommandLine, examples, wholeNumber } from './command-line.ts'
import { CommandError, type Terminal } from './terminal.ts'
import { csvOf, ndjsonOf } from './transfer/export.ts'
import { importRows } from './transfer/import.ts'
import { assertUnicode, csvRows, ndjsonRows } from './transfer/rows.ts'

export function addTransferCommands(program: Command, { terminal }: CommandLine): void {
  examples(
    program
      .command('export <tenant>')
      .description('write all resources of a tenant to standard output, one a line; types without members come first')
      .option('--type <name>', 'only resources of this type, e.g. User')
      .addOption(
        new Option('--format <format>', 'json is one object a line; csv has attribute paths as its header')
          .choices(['json', 'csv'])
          .default('json'),
      ),
    'rollcall export acme > acme.ndjson',
    'rollcall export acme --format csv --type User > users.csv',
  ).action((tenant: string, { type, format }: { type?: string; format: string }) =>
    withProvider(terminal, tenant, false, async ({ provider, context }) => {
      const types = inOrder(provider, type)
      const lost = (path: string) => terminal.error(`rollcall: ${path} came while it was exported and is left out; export again.\n`)
      const lines = format === 'csv' ? csvOf(provider, context, types, lost) : ndjsonOf(provider, context, types)
      for await (const line of lines) await terminal.write(line)
    }),
  )

  examples(
    program
      .command('import <tenant> <file>')
      .description('create and update resources from a file as export writes it; who is there is found by userName or displayName')
      .option('--type <name>', 'of a .csv file without the column meta.resourceType: what its rows are, e.g. User')
      .option('--dry-run', 'change nothing, and say what would be created, updated and refused')
      .option('--from-line <n>', 'go on where an import ended; lines before it are only looked up', wholeNumber, 1),
    'rollcall import acme acme.ndjson --dry-run',
    'rollcall import acme acme.ndjson --from-line 5001',
    'rollcall import acme users.csv --type User --dry-run',
  ).action((tenant: string, file: string, { type, dryRun = false, fromLine }: { type?: string; dryRun?: boolean; fromLine: number }) =>
    withProvider(terminal, tenant, dryRun, async ({ provider, context }) => {
      if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`)
      const { resourceTypes } = provider.options
      if (type !== undefined) inOrder(provider, type)
      const rows = () => (/\.csv$/i.test(file) ? csvRows(file, resourceTypes, type) : ndjsonRows(file, resourceTypes))
      await assertUnicode(file)
      await importRows(provider, context, rows, { dryRun, fromLine }, terminal)
    }),
  )
}

interface House {
  readonly provider: ServiceProvider
  readonly context: RequestContext
}

async function withProvider(terminal: Terminal, tenant: string, dryRun: boolean, work: (house: House) => Promise<void>): Promise<void> {
  const configuration = readConfiguration(terminal.environment)
  const definitions = await readResourceTypes(configuration.schemas)
  const database: Database = await openDatabase(configuration.databaseUrl)
  try {
    await database.ready()
    if ((await database.accessStorage.tenant(tenant)) === undefined) throw new CommandError(`There is no tenant ${tenant}.`)
    const newId = uuidV7(Date.now)
    const resourceTypes = completeResourceTypes(definitions)
    const provider = createServiceProvider({
      storage: dryRun ? dryRunOf(database.storage, resourceTypes).storage : database.storage,
      resourceTypes,
      baseUrl: `${configuration.baseUrl ?? originOf(configuration.host, configuration.port)}${configuration.scimPath}`,
      now: Date.now,
      newId,
      limits: defaultLimits,
      cursorKey: crypto.getRandomValues(new Uint8Array(32)),
      hashPassword: undefined,
      authenticationSchemes: [],
      documentationUri: undefined,
    })
    const caller = { tenantId: tenant, actor: 'command-line', profile: compat }
    await work({ provider, context: { caller, requestId: newId(), tolerated: () => {} } })
  } finally {
    await database.close()
  }
}

/** What is a member comes before what has members. */
function inOrder(provider: ServiceProvider, name: string | undefined): readonly ResourceType[] {
  const all = provider.options.resourceTypes.all.filter((type) => name === undefined || type.name === name)
  if (all.length === 0) throw new CommandError(`There is no resource type ${name}.`)
  return [...all.filter(({ membership }) => membership === undefined), ...all.filter(({ membership }) => membership !== undefined)]
}
