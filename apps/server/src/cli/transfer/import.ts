import {
  excerpt,
  isJsonObject,
  type JsonObject,
  type RequestContext,
  type ResourceType,
  ScimError,
  type ServiceProvider,
  uniqueness,
} from '@rollcall/scim-core'
import { printable } from '../table.ts'
import { CommandError, type Terminal } from '../terminal.ts'
import { contentOf, wholeList } from './export.ts'
import { own } from './members.ts'
import { type NewIds, referencesOf, withMembersOf, withNewIds } from './references.ts'
import type { Entry, Row } from './rows.ts'

export interface ImportOptions {
  /** Only says what would be done; the provider writes nothing then. */
  readonly dryRun: boolean
  /** Rows before it are only looked up. */
  readonly fromLine: number
}

interface Later {
  readonly line: number
  readonly entry: Entry
  readonly id: string
}

/**
 * Row by row. Ids of the file become those of this tenant, so that members and managers are found again. Who names a resource of a later
 * row is put a second time at the end.
 * @param rows begins anew with every call.
 * @throws CommandError when rows were refused.
 */
export async function importRows(
  provider: ServiceProvider,
  context: RequestContext,
  rows: () => AsyncIterable<Row>,
  { dryRun, fromLine }: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const counts = { create: 0, update: 0, conflict: 0, refuse: 0 }
  const ids = new Map<string, string>()
  const seen = new Map<string, number>()
  const later: Later[] = []
  const inFile = await idsOf(rows())
  for await (const { line, read } of rows()) {
    try {
      const entry = read()
      const { type, resource } = entry
      const name = `${type.name} ${nameOf(type, resource)}`
      const earlier = seen.get(name.toLowerCase())
      // Whoever is in a file twice would be there as the later line says, and nobody would know.
      if (earlier !== undefined) throw uniqueness(`${excerpt(name)} is in line ${earlier} already.`)
      const known = await find(provider, context, type, resource)
      const isToCome = (each: string) => inFile.has(each) && !ids.has(each)
      const isEarly = referencesOf(resource, type).some(isToCome)
      const isPut = line >= fromLine && !(isEarly && known !== undefined)
      const first = isEarly ? { ...entry, resource: withMembersOf(resource, type, (each) => !isToCome(each)) } : entry
      const id = isPut ? await put(provider, context, first, known, ids) : known
      if (isEarly && id !== undefined) later.push({ line, entry, id })
      const old = own(resource, 'id')
      if (typeof old === 'string' && id !== undefined) ids.set(old, id)
      seen.set(name.toLowerCase(), line)
      if (line < fromLine) continue
      const done = known === undefined ? 'create' : 'update'
      counts[done] += 1
      if (dryRun) terminal.write(`${done}  line ${line}: ${printable(name)}\n`)
    } catch (error) {
      refused(line, error)
    }
    if (terminal.isInteractive && line % 100 === 0) terminal.error(`\r${line} lines`)
  }
  for (const { line, entry, id } of later) {
    try {
      await put(provider, context, entry, id, ids)
    } catch (error) {
      refused(Math.max(line, fromLine), error)
    }
  }
  const verb = dryRun ? 'would be ' : ''
  const conflicts = counts.conflict === 0 ? '' : `, ${counts.conflict} in conflict`
  terminal.write(`${counts.create} ${verb}created, ${counts.update} ${verb}updated, ${counts.refuse} refused${conflicts}.\n`)
  if (counts.refuse + counts.conflict > 0) throw new CommandError('Not everything could be imported; the lines are above.')

  function refused(line: number, error: unknown): void {
    if (!(error instanceof ScimError)) {
      const reason = printable(error instanceof Error ? error.message : String(error)).replace(/\.?$/, '.')
      throw new CommandError(`The import ended at line ${line}: ${reason} When that is put right, go on with --from-line ${line}.`)
    }
    // What an earlier import said once is not said again.
    if (line < fromLine) return
    const what = error.status === 409 ? 'conflict' : 'refuse'
    counts[what] += 1
    terminal.write(`${what}  line ${line}: ${printable(error.detail)}\n`)
  }
}

async function idsOf(rows: AsyncIterable<Row>): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for await (const { read } of rows) {
    try {
      const id = own(read().resource, 'id')
      if (typeof id === 'string') ids.add(id)
    } catch (error) {
      // Its row will be refused when its turn comes.
      if (!(error instanceof ScimError)) throw error
    }
  }
  return ids
}

/** The attribute that tells whether a resource is there already: the unique one, else what it is called by. */
function keyOf({ indexes, label }: ResourceType): string | undefined {
  return indexes.find(({ unique }) => unique)?.name ?? label[0]
}

function nameOf(type: ResourceType, resource: JsonObject): string {
  const key = keyOf(type)
  return key === undefined ? '' : String(own(resource, key) ?? '')
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

const everything = { attributes: undefined, excludedAttributes: undefined }
const unconditional = { ifMatch: undefined, ifNoneMatch: undefined }

async function put(
  provider: ServiceProvider,
  context: RequestContext,
  { type, resource, onto }: Entry,
  id: string | undefined,
  ids: NewIds,
): Promise<string | undefined> {
  const { endpoint } = type
  if (id === undefined) {
    const created = await provider.create(context, endpoint, withNewIds(resource, type, ids), everything)
    return created.location?.split('/').at(-1)
  }
  if (onto === undefined) {
    await provider.replace(context, endpoint, id, withNewIds(resource, type, ids), everything, unconditional)
    return id
  }
  const current = await provider.retrieve(context, endpoint, id, everything, unconditional)
  // What a client changes in between is not undone: the row is refused.
  const unchanged = { ...unconditional, ifMatch: [Number(/\d+/.exec(current.etag ?? '')?.[0])] }
  await provider.replace(context, endpoint, id, withNewIds(onto(await contentOf(current)), type, ids), everything, unchanged)
  return id
}
