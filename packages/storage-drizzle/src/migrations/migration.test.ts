import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundle, bundlePath, dialects } from '../../tools/bundle-migrations.ts'
import * as postgresTables from '../tables/postgres.ts'
import * as sqliteTables from '../tables/sqlite.ts'
import { type Migration, pendingMigrations } from './migration.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
// As a CommonJS module: the other form of it asks for `require`, which there is none of.
const kit: typeof import('drizzle-kit/api') = createRequire(import.meta.url)('drizzle-kit/api')
const migration = (tag: string): Migration => ({ tag, hash: `hash of ${tag}`, statements: [] })
const known = ['0000_a', '0001_b', '0002_c'].map(migration)

describe('pending migrations', () => {
  it('are all of them for a new database, and none for one that has them', () => {
    expect(pendingMigrations([], known)).toEqual(known)
    expect(pendingMigrations(known, known)).toEqual([])
  })

  it('are those that follow the ones it has had', () => expect(pendingMigrations(known.slice(0, 1), known)).toEqual(known.slice(1)))

  it('cannot be told of a database that a newer version has migrated', () => {
    expect(() => pendingMigrations([...known, migration('0003_d')], known)).toThrow('0003_d')
  })

  it('cannot be told of a database that had another migration of that name', () => {
    expect(() => pendingMigrations([{ tag: '0000_a', hash: 'other' }], known)).toThrow('0000_a')
  })
})

describe.each(dialects)('the %s migrations', (dialect) => {
  it('are bundled as they are: run tools/bundle-migrations.ts after a change', () => {
    expect(readFileSync(bundlePath(dialect), 'utf8')).toBe(bundle(dialect))
  })
})

const lastSnapshot = (dialect: string) => {
  const folder = join(root, 'migrations', dialect, 'meta')
  const { entries } = JSON.parse(readFileSync(join(folder, '_journal.json'), 'utf8'))
  return JSON.parse(readFileSync(join(folder, `${entries.at(-1).tag.slice(0, 4)}_snapshot.json`), 'utf8'))
}

it('lead to the tables as SQLite has them declared: run drizzle-kit generate after a change', async () => {
  const declared = await kit.generateSQLiteDrizzleJson(sqliteTables)
  expect(await kit.generateSQLiteMigration(lastSnapshot('sqlite'), declared)).toEqual([])
})

it('lead to the tables as PostgreSQL has them declared: run drizzle-kit generate after a change', async () => {
  const declared = kit.generateDrizzleJson(postgresTables)
  expect(await kit.generateMigration(lastSnapshot('postgres'), declared)).toEqual([])
})
