import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sealJournal } from '@rollcall/access'
import {
  completeResourceTypes,
  createServiceProvider,
  defaultLimits,
  groupResourceType,
  type JsonObject,
  type RequestContext,
  strict,
  userResourceType,
  uuidV7,
} from '@rollcall/scim-core'
import { openBetterSqlite3 } from '@rollcall/storage-drizzle/better-sqlite3'
import { enterpriseUser } from './people.ts'

export interface SeedOptions {
  /** The database file, which the server is started on afterwards. */
  readonly path: string
  readonly users: number
  readonly groups: number
  /** Members of the first group; the others have from 5 to 200. */
  readonly largest: number
}

/** Creations that share a commit. */
const atOnce = 1_000
const tenantId = 'default'

/** Fills a database as clients would, but without HTTP and with a thousand creations in each commit. */
async function seedDatabase({ path, users, groups, largest }: SeedOptions, progress: (step: string, done: number, of: number) => void) {
  const { storage, accessStorage, close } = await openBetterSqlite3({ path })
  const provider = createServiceProvider({
    storage,
    resourceTypes: completeResourceTypes([userResourceType, groupResourceType]),
    baseUrl: 'http://127.0.0.1/api/scim/v2',
    now: Date.now,
    newId: uuidV7(Date.now, randomUUID),
    limits: defaultLimits,
    cursorKey: new Uint8Array(32),
    hashPassword: undefined,
    authenticationSchemes: [],
    documentationUri: undefined,
  })
  const context: RequestContext = { caller: { tenantId, actor: 'seed', profile: strict }, requestId: 'seed', tolerated: () => {} }
  const create = async (endpoint: string, body: JsonObject) => {
    const { location } = await provider.create(context, endpoint, body, { attributes: ['id'], excludedAttributes: undefined })
    return location?.split('/').at(-1) ?? ''
  }

  const ids: string[] = []
  for (let at = 0; at < users; at += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, users - at) }, (_, index) => at + index)
    ids.push(...(await Promise.all(numbers.map((number) => create('/Users', enterpriseUser(number))))))
    progress('users', ids.length, users)
  }
  for (let number = 0; number < groups; number += 1) {
    const size = number === 0 ? largest : 5 + ((number * 37) % 196)
    const from = number === 0 ? 0 : (number * 7_919) % Math.max(users - size, 1)
    const members = ids.slice(from, from + size).map((value) => ({ value }))
    await create('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: `Team ${number}`, members })
    progress('groups', number + 1, groups)
  }
  // Or the server would do it when it starts.
  progress('seals', 0, 1)
  await sealJournal({ tenantId, journal: storage.forTenant(tenantId), seals: accessStorage.forTenant(tenantId), digest: sha256 })
  progress('seals', 1, 1)
  await close()
}

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest()

/** Draws a bar on standard error, a line for each step. Where that is no terminal it writes the finished bars only. */
function progressBar(): (step: string, done: number, of: number) => void {
  const { isTTY } = process.stderr
  let shown = 0
  return (step, done, of) => {
    const now = performance.now()
    if (done < of && (!isTTY || now - shown < 100)) return
    shown = now
    const filled = Math.round((done / of) * 30)
    const bar = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`
    const end = done < of ? '' : '\n'
    process.stderr.write(`${isTTY ? '\r' : ''}${bar} ${done.toLocaleString('en')} of ${of.toLocaleString('en')} ${step}${end}`)
  }
}

/** Seeds a new file, which appears under its name when it is whole. */
export async function seedFile({ path, ...size }: SeedOptions): Promise<void> {
  const part = `${path}.part`
  // Of a run that was stopped.
  for (const suffix of ['', '-wal', '-shm']) rmSync(part + suffix, { force: true })
  await seedDatabase({ path: part, ...size }, progressBar())
  renameSync(part, path)
}

/** The file of a database with so much in it, seeded now unless it is there from an earlier run. */
export async function seededDatabase(folder: string, size: Omit<SeedOptions, 'path'>): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `rollcall-${size.users}-${size.groups}-${size.largest}.db`)
  if (!existsSync(path)) await seedFile({ path, ...size })
  return path
}
