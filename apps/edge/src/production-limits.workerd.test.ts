import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { asInProduction, limitPbkdf2 } from './production-d1.fixture.ts'

// The shim by which other tests know that production would take what workerd takes here.
it.each<[what: string, sql: string, values: unknown[], refused: string | undefined]>([
  ['100 values', `select ${Array(100).fill('?').join()}`, Array(100).fill(1), undefined],
  ['101 values', `select ${Array(101).fill('?').join()}`, Array(101).fill(1), 'too many SQL variables'],
  ['a value of 2,000,000 bytes', 'select length(?)', ['x'.repeat(2_000_000)], undefined],
  ['a value of 2,000,001 bytes', 'select length(?)', ['x'.repeat(2_000_001)], 'too big'],
  ['a value of 2,000,002 bytes in fewer characters', 'select length(?)', ['é'.repeat(1_000_001)], 'too big'],
  ['a pattern of 50 bytes', "select 'a' like ?", ['a'.repeat(50)], undefined],
  ['a pattern of 51 bytes', "select 'a' like ?", ['a'.repeat(51)], 'too complex'],
  ['a statement of 100,001 bytes', `select 1 --${'x'.repeat(99_990)}`, [], 'too long'],
])('In production D1 and %s', async (_, sql, values, refused) => {
  const { database } = asInProduction(env.DB)
  const ask = async () => database.batch([database.prepare(sql).bind(...values)])
  if (refused === undefined) expect(await ask()).toHaveLength(1)
  else await expect(ask()).rejects.toThrow(refused)
})

it('In production a request asks 1,000 queries and no more', async () => {
  const { database, nextRequest } = asInProduction(env.DB)
  const batch = () => database.batch(Array.from({ length: 500 }, () => database.prepare('select 1')))
  await batch()
  await batch()
  await expect(database.batch([database.prepare('select 1')])).rejects.toThrow('Too many')
  nextRequest()
  await expect(database.batch([database.prepare('select 1')])).resolves.toHaveLength(1)
})

it('In production PBKDF2 repeats 100,000 times and no more, which is why this Worker keeps no passwords', async () => {
  limitPbkdf2(crypto.subtle)
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('password'), 'PBKDF2', false, ['deriveBits'])
  const derive = (iterations: number) =>
    crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations }, key, 256)
  await expect(derive(100_000)).resolves.toHaveProperty('byteLength', 32)
  await expect(derive(100_001)).rejects.toThrow('100000')
})
