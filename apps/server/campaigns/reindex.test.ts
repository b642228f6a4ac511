import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startPostgres } from '@rollcall/tools/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { openBeside } from './contents.ts'
import { program, startServerProcess, token } from './server-process.ts'
import { verify } from './verify.ts'
import { createLedger, startWriters } from './writers.ts'

const postgres = await startPostgres()
const folder = mkdtempSync(join(tmpdir(), 'rollcall-reindex-'))
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true })
})

/** Some users of writers that write no more: who writes to what is broken may be refused. */
const someUsers = (order: 'asc' | 'desc') =>
  `(select id from resources where type = 'User' and document like '%"externalId":"w_:%' order by id ${order} limit 5)`

/** What may be wrong: each of these is found by `verify`. */
const breaks = [
  `delete from indexed_values where path = 'userName' and id in ${someUsers('asc')}`,
  `insert into indexed_values (tenant, type, path, value, id, is_unique)
    select 'default', 'User', 'userName', 'stray-' || id, id, 1 from resources where id in ${someUsers('asc')}`,
  `insert into indexed_values (tenant, type, path, value, id, is_unique) values ('default', 'Group', 'displayName', 'nobody', 'x', 1)`,
  `update resources set comparable = '{}' where id in ${someUsers('asc')}`,
  `update resources set indexed = '[]' where id in ${someUsers('desc')}`,
  `update resources set label = 'old', folded_label = 'older' where id in (select id from resources where type = 'Group' order by id limit 5)`,
]

describe.each([
  { name: 'SQLite', databaseUrl: `sqlite:${join(folder, 'rollcall.db')}` },
  { name: 'PostgreSQL', databaseUrl: postgres?.url('postgres') },
])('rollcall reindex on $name', ({ databaseUrl }) => {
  it.skipIf(databaseUrl === undefined)(
    'mends every derived value while others write, loses nothing of theirs, and then finds nothing to mend',
    async () => {
      const url = databaseUrl ?? ''
      const server = await startServerProcess({ databaseUrl: url })
      const database = openBeside(url)
      const reindex = async () => {
        const env = { PATH: process.env['PATH'], DATABASE_URL: url, ROLLCALL_TOKEN: token }
        return (await promisify(execFile)(process.execPath, [program(), 'reindex'], { env })).stdout
      }
      const ledger = await createLedger(server.scim)
      const before = startWriters(server.scim, ledger, 0, 1)
      while (before.acknowledged() < 150) await wait(5)
      before.stop()
      await before.done
      expect(await verify(database, ledger, server.scim)).toEqual([])

      for (const sql of breaks) await database.query(sql)
      expect((await verify(database, ledger, server.scim)).filter((each) => each.startsWith('Derived values'))).not.toEqual([])
      const meanwhile = startWriters(server.scim, { ...ledger, writers: ledger.writers.slice(10) }, 1, 2)
      const said = await reindex()
      expect(meanwhile.acknowledged()).toBeGreaterThan(10)
      meanwhile.stop()
      await meanwhile.done
      expect(said).toMatch(/^\d+ resources looked at, [1-9]\d* mended, [1-9]\d* stray index rows removed\.\n$/)
      expect(await verify(database, ledger, server.scim)).toEqual([])
      expect(await reindex()).toMatch(/ 0 mended, 0 stray index rows removed\.\n$/)

      await database.close()
      await server.kill('SIGTERM')
    },
    120_000,
  )
})
