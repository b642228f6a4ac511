import { describe, expect, it } from 'vitest'
import { roomOf, wrongImport } from './floors.ts'
import { importsOf } from './imports.ts'
import { readText, sourceFiles } from './sources.ts'

const inHouse = sourceFiles().filter((file) => roomOf(file) !== undefined)

it('reads the whole house', () => {
  expect(new Set(inHouse.map(roomOf))).toContain('scim-core/filter')
  expect(inHouse.length).toBeGreaterThan(50)
})

it('has no room that imports a room beside or above it, and a core without Node', () => {
  const wrong = inHouse.flatMap((file) => importsOf(readText(file)).flatMap((specifier) => wrongImport(file, specifier) ?? []))
  expect(wrong).toEqual([])
})

describe('the rule itself', () => {
  it.each([
    ['packages/scim-core/src/filter/parse.ts', '../schema/attribute.ts'],
    ['packages/scim-core/src/filter/parse.ts', './filter.ts'],
    ['packages/scim-core/src/filter/grammar.ts', 'chevrotain'],
    ['packages/scim-core/src/index.ts', './service-provider/index.ts'],
    ['packages/access/src/index.ts', '@rollcall/scim-core/storage'],
    ['packages/access/src/index.ts', '@rollcall/scim-core'],
    ['packages/storage-drizzle/src/where.ts', '@rollcall/scim-core/filter'],
    ['packages/storage-drizzle/src/where.ts', 'drizzle-orm'],
    ['apps/server/src/main.ts', '@rollcall/storage-drizzle/better-sqlite3'],
    ['apps/server/src/main.ts', 'node:http'],
  ])('lets %s import %s', (file, specifier) => expect(wrongImport(file, specifier)).toBeUndefined())

  it.each([
    ['upward', 'packages/scim-core/src/schema/validate.ts', '../filter/filter.ts'],
    ['upward', 'packages/access/src/index.ts', '@rollcall/scim-hono'],
    ['sideways', 'packages/scim-core/src/storage/storage.ts', '../patch/patch-op.ts'],
    ['sideways', 'packages/scim-hono/src/router.ts', '@rollcall/storage-drizzle/better-sqlite3'],
    ['sideways', 'packages/access/src/index.ts', '@rollcall/scim-core/service-provider'],
    ['upward', 'packages/scim-core/src/storage/storage.ts', '../index.ts'],
    ['upward', 'packages/scim-core/src/index.ts', '@rollcall/access'],
    ['to Node', 'packages/scim-core/src/service-provider/version.ts', 'node:crypto'],
    ['to a library', 'packages/scim-core/src/schema/validate.ts', 'zod'],
    ['out of the house', 'packages/scim-hono/src/router.ts', '@rollcall/scim-conformance'],
    ['into the house', 'packages/scim-conformance/src/run.ts', '@rollcall/scim-core'],
    ['into the house', 'tools/src/sources.ts', '../../packages/scim-core/src/json.ts'],
  ])('refuses an import %s: %s', (_, file, specifier) => expect(wrongImport(file, specifier)).toContain(specifier))
})
