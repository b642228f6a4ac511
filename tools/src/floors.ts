import { posix } from 'node:path'

/**
 * The floors of the house (docs/architecture.md): a room may import rooms below it, never beside or above it.
 * Inside scim-core a room is a folder or a file of `src`; elsewhere it is a package. Floor 0 has steps, because reading
 * JSON fails with ScimError and the schema speaks both.
 */
const floors: ReadonlyMap<string, number> = new Map([
  ['scim-core/scim-error', 0],
  ['scim-core/json-scan', 0.05],
  ['scim-core/json', 0.1],
  ['scim-core/schema', 0.2],
  ['scim-core/filter', 1],
  ['scim-core/patch', 2],
  ['scim-core/storage', 2],
  ['scim-core/profiles', 3],
  ['scim-core/service-provider', 4],
  ['access', 4],
  ['storage-testkit', 4.5],
  ['admin', 5],
  ['scim-hono', 5],
  ['storage-drizzle', 5],
  ['server', 6],
  ['edge', 6],
  // It measures over HTTP, and fills its databases through the storage.
  ['bench', 7],
])

/** Its index gathers all rooms of scim-core, and other packages that stand on the core take from it what has no subpath of its own. */
const core = 'scim-core'

/** Rooms that stand beside the house: they speak to it over HTTP or read its files, and import no room. */
const outside = new Set(['scim-conformance', 'tools'])

/** The one package that the core may stand on: the grammar is written with it. */
const allowedInCore = new Set(['chevrotain'])

/** Says what is wrong with a file importing a specifier; undefined when nothing is. */
export function wrongImport(file: string, specifier: string): string | undefined {
  const from = roomOf(file)
  if (from === undefined) return undefined
  const to = importedRoom(file, specifier)
  if (to === undefined) {
    if (from.startsWith(core) && !allowedInCore.has(specifier)) return `${file} imports ${specifier}: scim-core is pure`
    return undefined
  }
  if (to === from) return undefined
  if (outside.has(from)) return `${file} imports ${specifier}: ${from} stands outside the house and imports no room of it`
  if (outside.has(to)) return `${file} imports ${specifier}: the house does not import ${to}`
  return isBelow(to, from) ? undefined : `${file} imports ${specifier}: ${to} is not below ${from}`
}

/** The room a file is in; undefined for files that belong to no room, such as configuration at the root. */
export function roomOf(file: string): string | undefined {
  const [top, room = '', src, name = ''] = file.split('/')
  if (top === 'bench' || top === 'tools') return top
  if (top !== 'packages' && top !== 'apps') return undefined
  if (room !== core || src !== 'src' || name === 'index.ts') return room
  return `${core}/${name.replace(/\.ts$/, '')}`
}

function importedRoom(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return roomOf(posix.join(posix.dirname(file), specifier))
  return specifier.startsWith('@rollcall/') ? specifier.slice('@rollcall/'.length).replace(/^(?!scim-core)([^/]+)\/.*$/, '$1') : undefined
}

function isBelow(to: string, from: string): boolean {
  if (from === core) return to.startsWith(`${core}/`)
  if (to === core) return !from.startsWith(`${core}/`)
  return floorOf(to) < floorOf(from)
}

function floorOf(room: string): number {
  const floor = floors.get(room)
  if (floor === undefined) throw new Error(`${room} has no floor: give it one in tools/src/floors.ts`)
  return floor
}
