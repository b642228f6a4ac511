import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cursorKeyOf, firstToken, sha256 } from './token.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rollcall-token-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

it('The first start makes a token and keeps its digest, for its owner alone', () => {
  const { accepted, made, file = '' } = firstToken(undefined, directory)
  expect(made).toMatch(/^scim_[A-Za-z0-9_-]{43}$/)
  expect(accepted).toEqual(sha256(made ?? ''))
  expect(readFileSync(file, 'utf8')).not.toContain(made)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('The next start accepts the same token and does not show it again', () => {
  const first = firstToken(undefined, directory)
  const next = firstToken(undefined, directory)
  expect(Buffer.from(next.accepted).equals(Buffer.from(first.accepted))).toBe(true)
  expect(next.made).toBeUndefined()
})

it('A configured token is used as it is and written nowhere', () => {
  const configured = 'x'.repeat(32)
  expect(firstToken(configured, join(directory, 'absent'))).toEqual({ accepted: configured, made: undefined, file: undefined })
})

it('A file with something else in it is not overwritten', () => {
  writeFileSync(join(directory, 'token.sha256'), 'something else')
  expect(() => firstToken(undefined, directory)).toThrow(/ROLLCALL_TOKEN .* delete the file/)
})

it('Without a data directory every start makes a token', () => {
  expect(firstToken(undefined, undefined).made).not.toBe(firstToken(undefined, undefined).made)
})

it('Cursors are sealed by the same key after a restart, and wherever the same token is configured', () => {
  const made = firstToken(undefined, directory)
  expect(cursorKeyOf(firstToken(undefined, directory))).toEqual(cursorKeyOf(made))
  expect(cursorKeyOf(firstToken(made.made, undefined))).toEqual(cursorKeyOf(made))
  expect(cursorKeyOf(firstToken('x'.repeat(32), undefined))).not.toEqual(cursorKeyOf(made))
})
