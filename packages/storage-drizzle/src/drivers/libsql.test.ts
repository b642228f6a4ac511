import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@libsql/client'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { describeAccessStorage, describeStorage, samples } from '@rollcall/storage-testkit'
import { afterAll, describe, expect, it } from 'vitest'
import { openLibsql } from './libsql.ts'

const { user } = samples
const folder = mkdtempSync(join(tmpdir(), 'rollcall-'))
const clients: Client[] = []
afterAll(() => {
  for (const client of clients) client.close()
  rmSync(folder, { recursive: true })
})

function clientOf(url: string): Client {
  const client = createClient({ url })
  clients.push(client)
  return client
}

describeStorage(
  'libsql',
  async () => {
    const client = clientOf(`file:${join(folder, 'testkit.db')}`)
    const { storage } = await openLibsql({ client })
    const isGone = (column: string) => `not exists (select 1 from resources r where r.tenant = t.tenant and r.id = t.${column})`
    return {
      storage,
      async inspect(tenantId) {
        const counts = [
          ...['resources', 'indexed_values', 'memberships', 'journal'].map((table) => `select count(*) from ${table} where tenant = ?1`),
          `select (select count(*) from indexed_values t where tenant = ?1 and ${isGone('id')})
            + (select count(*) from memberships t where tenant = ?1 and (${isGone('member_id')} or ${isGone('group_id')}))
            + (select coalesce(sum(count), 0) <> (select count(*) from resources where tenant = ?1) from resource_counts where tenant = ?1)`,
        ]
        const results = await client.batch(counts.map((sql) => ({ sql, args: [tenantId] })))
        const [resources = 0, indexedValues = 0, memberships = 0, journalEntries = 0, orphans = 0] = results.map(({ rows }) =>
          Number(rows[0]?.[0]),
        )
        return { resources, indexedValues, memberships, journalEntries, orphans }
      },
      close: async () => {},
    }
  },
  // The SQL is that of D1 and of better-sqlite3, which is compared at length.
  { runs: 50 },
)

describeAccessStorage('libsql', async () => (await openLibsql({ client: clientOf(':memory:') })).accessStorage)

describe('a file', () => {
  it('has what was written when it is opened again', async () => {
    const url = `file:${join(folder, 'again.db')}`
    const first = createClient({ url })
    const { storage, ready } = await openLibsql({ client: first })
    await ready()
    await storage.forTenant('tenant').create(user('a'))
    first.close()
    const second = await openLibsql({ client: clientOf(url) })
    expect(await second.storage.forTenant('tenant').get('User', 'a')).toMatchObject({ id: 'a' })
  })

  it('keeps what was written on disk before it answers, and edges to what is there', async () => {
    const client = clientOf(`file:${join(folder, 'settings.db')}`)
    await openLibsql({ client })
    const settings = ['journal_mode', 'synchronous', 'foreign_keys']
    const values = await Promise.all(settings.map(async (name) => (await client.execute(`pragma ${name}`)).rows[0]?.[0]))
    // 2 is FULL.
    expect(values).toEqual(['wal', 2, 1])
  })

  it('is refused when a newer version has migrated it', async () => {
    const client = clientOf(`file:${join(folder, 'newer.db')}`)
    await openLibsql({ client })
    await client.execute("insert into rollcall_migrations values ('9999_later', 'hash')")
    await expect(openLibsql({ client })).rejects.toThrow('9999_later')
  })
})

describe('storage is unavailable', () => {
  it('when the client is closed', async () => {
    const client = createClient({ url: `file:${join(folder, 'closed.db')}` })
    const { storage, ready } = await openLibsql({ client })
    client.close()
    await expect(ready()).rejects.toThrow(StorageUnavailable)
    await expect(storage.forTenant('tenant').get('User', 'a')).rejects.toThrow(StorageUnavailable)
    await expect(storage.forTenant('tenant').create(user('a'))).rejects.toThrow(StorageUnavailable)
  })

  it('for a write while another writes, and for no read', async () => {
    const url = `file:${join(folder, 'busy.db')}`
    const { storage } = await openLibsql({ client: clientOf(url) })
    const store = storage.forTenant('tenant')
    await store.create(user('a'))
    const other = await clientOf(url).transaction('write')
    await expect(store.create(user('b'))).rejects.toThrow(StorageUnavailable)
    expect(await store.get('User', 'a')).toMatchObject({ id: 'a' })
    await other.rollback()
    expect(await store.create(user('b'))).toMatchObject({ outcome: 'written' })
  })

  it('while no server is reached, or what is reached is none', async () => {
    const server = createServer((_, response) => response.writeHead(502).end('Bad gateway'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = clientOf(`libsql://127.0.0.1:${port}?tls=0`)
    await expect(openLibsql({ client })).rejects.toThrow(StorageUnavailable)
    await new Promise((resolve) => server.close(resolve))
    await expect(openLibsql({ client })).rejects.toThrow(StorageUnavailable)
  })
})
