import { expect, it } from 'vitest'
import { readText, repositoryFiles, sourceFiles } from './sources.ts'

const lines = (file: string) => readText(file).trimEnd().split('\n').length

it('has no source file of more than 350 lines', () => {
  const long = sourceFiles()
    .filter((file) => lines(file) > 350)
    .map((file) => `${file}: ${lines(file)} lines`)
  expect(long).toEqual([])
})

it('has no file that is named after what it does not say', () => {
  const vague = /(^|[-./])(manager|helper|util|handler|base|impl)s?[-.]/
  // The rewrites of a client's habits are named after attributes, and `manager` is one (RFC 7643 §4.3).
  const attribute = /^packages\/scim-core\/src\/profiles\/[a-z]+\/manager\.ts$/
  const names = sourceFiles().filter((file) => !attribute.test(file) && vague.test(file.slice(file.lastIndexOf('/') + 1)))
  expect(names).toEqual([])
})

it('names files in kebab-case', () => {
  const names = sourceFiles().map((file) => file.slice(file.lastIndexOf('/') + 1))
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name))).toEqual([])
})

it('ends relative imports where the file ends, so that Node runs the sources as they are', () => {
  const cut = sourceFiles().filter((file) => /from '\.{1,2}\/[^']*(?<!\.(ts|mjs|js|json))'/.test(readText(file)))
  expect(cut).toEqual([])
})

it('type checks every workspace', () => {
  const projects = repositoryFiles().filter((file) => file.endsWith('/tsconfig.json'))
  const references: { path: string }[] = JSON.parse(readText('tsconfig.json')).references
  expect(references.map(({ path }) => `${path}/tsconfig.json`).toSorted()).toEqual(projects.toSorted())
})

it('tells the whole architecture in at most 120 lines', () => {
  expect(repositoryFiles()).toContain('docs/architecture.md')
  expect(lines('docs/architecture.md')).toBeLessThanOrEqual(120)
})
