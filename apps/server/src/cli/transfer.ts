import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  compat,
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  isJsonObject,
  type JsonObject,
  parseJson,
  type RequestContext,
  type ResourceType,
  ScimError,
  type ScimResponse,
  type ServiceProvider,
} from '@rollcall/scim-core'
import type { Command } from 'commander'
import { readConfiguration } from '../configuration.ts'
import { readResourceTypes } from '../custom-schemas.ts'
import { type Database, openDatabase } from '../database.ts'
import { uuidV7 } from '../uuid-v7.ts'
import { CommandError, type CommandLine, examples, type Terminal } from './command-line.ts'

export function addTransferCommands(program: Command, { terminal }: CommandLine): void {
  examples(
    program
      .command('export <tenant>')
      .description('write all resources of a tenant to standard output, one JSON object a line; types without members come first')
      .option('--type <name>', 'only resources of this type, e.g. User'),
    'rollcall export acme > acme.ndjson',
  ).action((tenant: string, { type }: { type?: string }) =>
    withProvider(terminal, tenant, async ({ provider, context }) => {
      for (const resourceType of inOrder(provider, type)) {
        for await (const resource of resourcesOf(provider, context, resourceType)) terminal.write(`${JSON.stringify(resource)}\n`)
      }
    }),
  )

  examples(
    program
      .command('import <tenant> <file>')
      .description('create and update resources from a file as export writes it; who is there is found by userName or displayName')
      .option('--dry-run', 'change nothing, and say what would be created, updated and refused')
      .option('--from-line <n>', 'go on where an import ended; lines before it are only looked up', Number, 1),
    'rollcall import acme acme.ndjson --dry-run',
    'rollcall import acme acme.ndjson --from-line 5001',
  ).action((tenant: string, file: string, options: { dryRun?: boolean; fromLine: number }) =>
    withProvider(terminal, tenant, (house) => importFile(house, file, options, terminal)),
  )
}

interface House {
  readonly provider: ServiceProvider
  readonly context: RequestContext
}

async function withProvider(terminal: Terminal, tenant: string, work: (house: House) => Promise<void>): Promise<void> {
  const configuration = readConfiguration(terminal.environment)
  const definitions = await readResourceTypes(configuration.schemas)
  const database: Database = await openDatabase(configuration.databaseUrl)
  try {
    await database.ready()
    if ((await database.accessStorage.tenant(tenant)) === undefined) throw new CommandError(`There is no tenant ${tenant}.`)
    const newId = uuidV7(Date.now)
    const provider = createServiceProvider({
      storage: database.storage,
      resourceTypes: completeResourceTypes(definitions),
      baseUrl: `${configuration.baseUrl ?? `http://${configuration.host}:${configuration.port}`}${configuration.scimPath}`,
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

const everything = { attributes: undefined, excludedAttributes: undefined }
const unconditional = { ifMatch: undefined, ifNoneMatch: undefined }
const wholeList = {
  ...everything,
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  startIndex: undefined,
  count: 200,
  cursor: '',
}

async function* resourcesOf(provider: ServiceProvider, context: RequestContext, { endpoint }: ResourceType): AsyncGenerator<JsonObject> {
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const page: JsonObject = await contentOf(await provider.query(context, endpoint, { ...wholeList, cursor }))
    const { Resources: resources, nextCursor: next } = page
    for (const resource of Array.isArray(resources) ? resources : []) if (isJsonObject(resource)) yield resource
    cursor = typeof next === 'string' ? next : undefined
  }
}

async function contentOf({ body = '{}' }: ScimResponse): Promise<JsonObject> {
  let text = ''
  if (typeof body === 'string') text = body
  else for await (const piece of body) text += piece
  const value = parseJson(text)
  return isJsonObject(value) ? value : {}
}

/** Line by line. Ids of the file become those of this tenant, so that members are found again. */
async function importFile(
  { provider, context }: House,
  file: string,
  options: { dryRun?: boolean; fromLine: number },
  terminal: Terminal,
): Promise<void> {
  const counts = { create: 0, update: 0, refuse: 0 }
  const ids = new Map<string, string>()
  let line = 0
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`)
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const text of lines) {
    line += 1
    if (text.trim() === '') continue
    try {
      const resource = read(text)
      const type = typeOf(provider, resource)
      const known = await find(provider, context, type, resource)
      const old = resource['id']
      const write = options.dryRun !== true && line >= options.fromLine
      const id = write ? await put(provider, context, type, known, withNewIds(resource, type, ids)) : known
      // In a dry run nobody is made, so the old id stands for whoever would be.
      if (typeof old === 'string') ids.set(old, id ?? old)
      if (line < options.fromLine) continue
      counts[known === undefined ? 'create' : 'update'] += 1
      if (options.dryRun === true)
        terminal.write(`${known === undefined ? 'create' : 'update'}  line ${line}: ${type.name} ${nameOf(type, resource)}\n`)
    } catch (error) {
      if (!(error instanceof ScimError))
        throw new CommandError(`The import ended at line ${line}. When the reason is gone, go on with --from-line ${line}.`)
      counts.refuse += 1
      terminal.write(`refuse  line ${line}: ${error.detail}\n`)
    }
    if (terminal.isInteractive && line % 100 === 0) terminal.error(`\r${line} lines`)
  }
  const verb = options.dryRun === true ? 'would be ' : ''
  terminal.write(`${counts.create} ${verb}created, ${counts.update} ${verb}updated, ${counts.refuse} refused.\n`)
  if (counts.refuse > 0) throw new CommandError('Not everything could be imported; the lines are above.')
}

function read(text: string): JsonObject {
  const value = parseJson(text)
  if (!isJsonObject(value)) throw new ScimError(400, 'invalidSyntax', 'A line must be a JSON object.')
  return value
}

function typeOf(provider: ServiceProvider, { schemas }: JsonObject): ResourceType {
  const named = Array.isArray(schemas) ? schemas : []
  const type = provider.options.resourceTypes.all.find(({ schema }) => named.includes(schema.id))
  if (type === undefined) throw new ScimError(400, 'invalidSyntax', 'schemas names no resource type that there is here.')
  return type
}

/** The attribute that tells whether a resource is there already: the unique one, else what it is called by. */
function keyOf({ indexes, label }: ResourceType): string | undefined {
  return indexes.find(({ unique }) => unique)?.name ?? label[0]
}

function nameOf(type: ResourceType, resource: JsonObject): string {
  const key = keyOf(type)
  return key === undefined ? '' : String(resource[key] ?? '')
}

async function find(
  provider: ServiceProvider,
  context: RequestContext,
  type: ResourceType,
  resource: JsonObject,
): Promise<string | undefined> {
  const [key, name] = [keyOf(type), nameOf(type, resource)]
  if (key === undefined || name === '') return undefined
  const search = { ...wholeList, attributes: ['id'], filter: `${key} eq ${JSON.stringify(name)}`, count: 1, cursor: undefined }
  const { Resources: found } = await contentOf(await provider.query(context, type.endpoint, search))
  const first = Array.isArray(found) ? found[0] : undefined
  return isJsonObject(first) && typeof first['id'] === 'string' ? first['id'] : undefined
}

async function put(
  provider: ServiceProvider,
  context: RequestContext,
  type: ResourceType,
  id: string | undefined,
  body: JsonObject,
): Promise<string | undefined> {
  const answer =
    id === undefined
      ? await provider.create(context, type.endpoint, body, everything)
      : await provider.replace(context, type.endpoint, id, body, everything, unconditional)
  return answer.location?.split('/').at(-1) ?? id
}

function withNewIds(resource: JsonObject, { membership, memberOf }: ResourceType, ids: ReadonlyMap<string, string>): JsonObject {
  const left = new Set(['id', 'meta', memberOf?.name])
  const entries = Object.entries(resource).filter(([name]) => !left.has(name))
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (name !== membership?.name || !Array.isArray(value)) return [name, value]
      return [name, value.map((each) => (isJsonObject(each) ? { value: ids.get(String(each['value'])) ?? each['value'] ?? '' } : each))]
    }),
  )
}
