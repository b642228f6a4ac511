import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { startPostgres } from '@rollcall/tools/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../postgres-database.fixture.ts'
import { user } from '../samples.fixture.ts'
import { type NodePostgresOptions, openNodePostgres } from './node-postgres.ts'

// A server of its own, whose commits reach the disk, because it is killed.
const server = await startPostgres({ durable: true })

describe.skipIf(server === undefined)('PostgreSQL that fails', () => {
  if (server === undefined) return
  const opened: { close(): Promise<void> }[] = []
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()))
    await server.stop()
  })

  async function open(options: Partial<NodePostgresOptions> = {}) {
    const database = await createDatabase(server?.url('postgres') ?? '')
    const storage = await openNodePostgres({ url: database.url, ...options })
    opened.push(storage)
    return { ...storage, url: database.url, beside: database.query, store: storage.storage.forTenant('t') }
  }

  it('refuses to open a database that is not there, and says which', async () => {
    await expect(openNodePostgres({ url: server.url('nowhere') })).rejects.toThrow('database "nowhere" does not exist')
  })

  it('refuses to open a database of a newer version, and leaves it as it is', async () => {
    const { url, beside } = await open()
    await beside(`insert into rollcall_migrations (tag, hash) values ('9999_later', '')`)
    await expect(openNodePostgres({ url })).rejects.toThrow('run a newer version')
  })

  it('migrates once where several open it at the same time', async () => {
    const database = await createDatabase(server.url('postgres'))
    const all = await Promise.all(Array.from({ length: 5 }, () => openNodePostgres({ url: database.url, poolSize: 1 })))
    opened.push(...all)
    await Promise.all(all.map((each) => each.ready()))
  })

  it('refuses what waits too long for a connection or in the database, and goes on afterwards', async () => {
    const { store, beside } = await open({ poolSize: 2, connectTimeout: 300, statementTimeout: 1000 })
    await store.create(user('a'))
    await beside('begin; lock table resources')
    const began = Date.now()
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => store.get('User', 'a')))
    expect(results.map((each) => each.status === 'rejected' && each.reason instanceof StorageUnavailable)).toEqual(Array(8).fill(true))
    expect(Date.now() - began).toBeLessThan(3500)
    await beside('rollback')
    expect(await store.get('User', 'a')).toMatchObject({ id: 'a' })
  })

  it.each(['SIGINT', 'SIGQUIT', 'SIGKILL'] as const)(
    'loses nothing that was acknowledged when it is ended by %s under load, and serves again',
    async (signal) => {
      const { store, ready } = await open()
      const acknowledged: string[] = []
      let writing = true
      const failures: unknown[] = []
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let index = 0; writing; index += 1) {
          const id = `${writer}-${index}`
          try {
            if ((await store.create(user(id))).outcome === 'written') acknowledged.push(id)
          } catch (error) {
            failures.push(error)
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        }
      })
      await until(() => acknowledged.length > 100)
      await server.kill(signal)
      await until(() => failures.length > 8)
      await expect(ready()).rejects.toThrow(StorageUnavailable)
      await server.start()
      const before = acknowledged.length
      await until(() => acknowledged.length > before + 100)
      writing = false
      await Promise.all(writers)
      await ready()
      expect(failures.filter((error) => !(error instanceof StorageUnavailable))).toEqual([])
      const found = await Promise.all(acknowledged.map((id) => store.get('User', id)))
      expect(acknowledged.filter((_, index) => found[index] === undefined)).toEqual([])
    },
  )

  it('opens while the server is down, and migrates when it is up', async () => {
    const database = await createDatabase(server.url('postgres'))
    await server.kill('SIGINT')
    const storage = await openNodePostgres({ url: database.url })
    opened.push(storage)
    await expect(storage.ready()).rejects.toThrow(StorageUnavailable)
    await expect(storage.storage.forTenant('t').create(user('a'))).rejects.toThrow(StorageUnavailable)
    await server.start()
    await storage.ready()
    expect(await storage.storage.forTenant('t').create(user('a'))).toMatchObject({ outcome: 'written' })
  })
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}
