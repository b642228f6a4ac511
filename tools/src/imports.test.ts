import { expect, it } from 'vitest'
import { importsOf } from './imports.ts'

it('finds every form of import', () => {
  const text = `
    import { a } from './a.ts'
    import type { B } from "../b.ts"
    import c, {
      d,
    } from '@rollcall/scim-core/filter'
    import './effect.ts'
    export * from './e.ts'
    export { f } from './f.ts'
    export type { G } from './g.ts'
    const h = await import('node:fs')
  `
  expect(importsOf(text)).toEqual([
    './a.ts',
    '../b.ts',
    '@rollcall/scim-core/filter',
    './effect.ts',
    './e.ts',
    './f.ts',
    './g.ts',
    'node:fs',
  ])
})

it('is not misled by comments, strings and plain exports', () => {
  const text = `
    // import { a } from './a.ts'
    /* import './b.ts' */
    const url = 'http://example.com' // import x from './c.ts'
    export const from = 'd'
    export function importer() { return "from './e.ts'" }
  `
  expect(importsOf(text)).toEqual([])
})
