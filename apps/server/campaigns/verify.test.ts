import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Beside, openBeside } from './contents.ts'
import type { Ledger } from './ledger.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'
import { verify } from './verify.ts'
import { createLedger, startWriters } from './writers.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-verify-'))
const path = join(folder, 'rollcall.db')
let server: ServerProcess
let ledger: Ledger
let copies = 0

beforeAll(async () => {
  server = await startServerProcess({ databaseUrl: `sqlite:${path}` })
  ledger = await createLedger(server.scim)
  const writers = startWriters(server.scim, ledger, 0, 1)
  while (writers.acknowledged() < 400) await wait(5)
  writers.stop()
  await writers.done
  // Stopped in order, everything is in one file, which can be copied; started again it is not written to.
  await server.kill('SIGTERM')
  server = await startServerProcess({ databaseUrl: `sqlite:${path}` })
})
afterAll(async () => {
  await server.kill('SIGTERM')
  rmSync(folder, { recursive: true })
})

/** What is found after something was broken in a copy of the database. The server goes on telling of the whole one. */
async function findings(breakIt: (database: Beside, copy: string) => unknown): Promise<string> {
  copies += 1
  const copy = join(folder, `copy-${copies}.db`)
  copyFileSync(path, copy)
  const database = openBeside(`sqlite:${copy}`)
  try {
    await breakIt(database, copy)
    return (await verify(database, structuredClone(ledger), server.scim)).join('\n')
  } finally {
    await database.close()
  }
}

// Of no group, so that only what is broken on purpose is.
const aUser = `(select id from resources where type = 'User' and id not in (select member_id from memberships) order by id limit 1)`

describe('verify', () => {
  it('finds nothing in what is whole', async () => expect(await findings(() => {})).toBe(''))

  it.each([
    ['an acknowledged user is gone', `delete from resources where id = ${aUser}`, /^I1, I2/m],
    [
      'an acknowledged change is gone',
      `update resources set document = json_set(document, '$.title', 'old') where id = ${aUser}`,
      /^I1, I2/m,
    ],
    ['a member is gone', `delete from memberships where member_id = (select min(member_id) from memberships)`, /^I1, I2/m],
    [
      'a user is there that nobody made',
      `insert into resources (tenant, id, type, version, created, last_modified, document, comparable, indexed)
        values ('default', 'x', 'User', 1, 1, 1, '{"externalId":"w0:x","userName":"x"}', '{}', '[]')`,
      /^I1, I2/m,
    ],
    [
      'two users have one name',
      `update resources set document = json_set(document, '$.userName', (select upper(document ->> '$.userName') from resources
        where type = 'User' order by id desc limit 1)) where id = ${aUser}`,
      /^I3: 2 users/m,
    ],
    [
      'a member is of another type',
      `update memberships set member_type = 'Group' where member_id = (select min(member_id) from memberships)`,
      /^I4/m,
    ],
    [
      'a reference leads nowhere',
      `insert into memberships values ('default', (select min(group_id) from memberships), 'x', 'Group', 'User')`,
      /^I12, I13/m,
    ],
    ['the server tells of other members than there are', `delete from memberships`, /^I5/m],
    ['a version was counted twice', `update resources set version = version + 1 where id = ${aUser}`, /^I7: .* has version/m],
    ['a version is missing in the journal', `update journal set version = version + 1 where version > 1`, /^I6/m],
    ['a change is not in the journal', `delete from journal where sequence = (select max(sequence) from journal)`, /^I7/m],
    [
      'the journal has a change that did not happen',
      `insert into journal (tenant, type, id, version, operation, actor, request_id, time, changed)
        values ('default', 'User', 'x', 1, 'create', 'a', 'nobody', 1, '[]')`,
      /^I7: nobody has 1 journal entries/m,
    ],
    ['the count is wrong', `update resource_counts set count = count + 1`, /^I8: \d+ Users are counted/m],
    ['totalResults is wrong', `delete from resources where id = ${aUser}`, /^I8: totalResults/m],
    ['an index row is missing', `delete from indexed_values where path = 'userName' and id = ${aUser}`, /^Derived values: the index rows/m],
    [
      'an index row is too many',
      `insert into indexed_values values ('default', 'User', 'userName', 'x', 'x', 1)`,
      /^Derived values: the index has rows of x/m,
    ],
    ['the comparable form is old', `update resources set comparable = '{}' where id = ${aUser}`, /^Derived values: the comparable form/m],
    ['a label is old', `update resources set label = 'old' where id = ${aUser}`, /^Derived values: the label/m],
  ])('says so when %s', async (_, sql, expected) => {
    expect(await findings((database) => database.query(sql))).toMatch(expected)
  })

  it('says so when a deleted id is back', async () => {
    const found = await findings((database) =>
      database.query(`insert into resources (tenant, id, type, version, created, last_modified, document, comparable, indexed)
        select tenant, id, type, 1, 1, 1, '{"userName":"back"}', '{}', '[]' from journal where operation = 'delete' limit 1`),
    )
    expect(found).toMatch(/^I11/m)
  })

  it('says so when the file is damaged', async () => {
    const found = await findings(async (database, copy) => {
      const [row] = await database.query<{ page: number; size: number }>(
        `select rootpage as page, (select page_size from pragma_page_size) as size from sqlite_schema where name = 'resources_last_modified'`,
      )
      const file = openSync(copy, 'r+')
      writeSync(file, Buffer.alloc(64, 0xff), 0, 64, (row?.page ?? 1) * (row?.size ?? 0) - 64)
      closeSync(file)
    })
    expect(found).toMatch(/^I12, I13/m)
  })
})
