import { describe, expect, it } from 'vitest'
import { manifests } from './sources.ts'

const published = manifests().filter(({ file, manifest }) => file.startsWith('packages/') && manifest.private !== true)

/** What a package and the application that uses it have to share one copy of. */
const shared = ['@electric-sql/pglite', '@libsql/client', '@opentelemetry/api', 'better-sqlite3', 'hono', 'pg', 'vitest']

describe.each(published)('$file', ({ manifest }) => {
  // A router of one copy of Hono cannot be mounted in an application of another: the types differ, and requests answer 500.
  it('leaves it to the application which Hono, driver or tracer is used, within a range', () => {
    expect(Object.keys(manifest.dependencies ?? {}).filter((name) => shared.includes(name))).toEqual([])
    expect(Object.values(manifest.peerDependencies ?? {}).filter((range) => !/^(\^|>=)\d/.test(range))).toEqual([])
  })

  it('publishes neither tests nor fixtures, whatever stands in dist', () => {
    expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'src', '!**/*.test.*', '!**/*.fixture.*', '!dist/.tsbuildinfo']))
  })
})
