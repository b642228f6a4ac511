import { dirname } from 'node:path'
import { type AccessStorage, defaultTenantSettings, firstTenant } from '@rollcall/access'
import { type Derivations, type Storage, StorageUnavailable } from '@rollcall/scim-core/storage'
import { ConfigurationError } from './configuration.ts'

/** What is open behind DATABASE_URL. */
export interface Database {
  readonly storage: Storage
  readonly accessStorage: AccessStorage
  readonly derivations: Derivations
  /** Resolves when requests can be served; rejects with StorageUnavailable. */
  ready(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the database, whose driver is loaded only now. A PostgreSQL that cannot be reached is no reason not to start: it may be starting
 * itself. Until it answers, requests are answered with 503.
 * @throws ConfigurationError when there is something to set right.
 */
export async function openDatabase(url: string): Promise<Database> {
  const database = await open(url)
  // The first tenant is made when the database first answers.
  let made = false
  return {
    ...database,
    async ready() {
      await database.ready()
      if (made) return
      await database.accessStorage.createTenant({
        id: firstTenant,
        name: 'First tenant',
        created: Date.now(),
        suspended: undefined,
        settings: defaultTenantSettings,
      })
      made = true
    },
  }
}

async function open(url: string): Promise<Database> {
  try {
    const path = localPath(url)
    if (path === undefined) return await (await import('@rollcall/storage-drizzle/node-postgres')).openNodePostgres({ url })
    if (url.startsWith('pglite:')) return await (await import('@rollcall/storage-drizzle/pglite')).openPglite({ path })
    return await (await import('@rollcall/storage-drizzle/better-sqlite3')).openBetterSqlite3({ path })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError(`DATABASE_URL ${withoutPassword(url)} cannot be opened: ${reason.replace(/\.?$/, '.')}`)
  }
}

/** The folder beside the database for what this machine keeps in files; undefined when nothing is kept. */
export function dataFolder(url: string): string | undefined {
  const path = localPath(url)
  if (path === undefined) return './data'
  return path === ':memory:' ? undefined : dirname(path)
}

export function withoutPassword(url: string): string {
  if (localPath(url) !== undefined) return url
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

/** The path of a database that is on this machine: SQLite's file, PGlite's folder, or `:memory:`. */
function localPath(url: string): string | undefined {
  return /^(?:sqlite|pglite):(.*)$/s.exec(url)?.[1]
}

/** Why the database does not answer; undefined when it does. */
export async function whyUnavailable(database: Database): Promise<string | undefined> {
  try {
    await database.ready()
    return undefined
  } catch (error) {
    if (error instanceof StorageUnavailable) return error.message
    throw error
  }
}
