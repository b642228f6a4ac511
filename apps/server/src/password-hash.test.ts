import { describe, expect, it } from 'vitest'
import { passwordHasher, withScrypt } from './password-hash.ts'

it('A password is kept as a salted PHC string that does not hold it', async () => {
  const hash = passwordHasher()
  const [one, other] = await Promise.all([hash('correct horse', 'acme'), hash('correct horse', 'acme')])
  expect(one).toMatch(/^\$(argon2id\$v=19\$m=19456,t=2,p=1|scrypt\$ln=17,r=8,p=1)\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(other).not.toBe(one)
})

describe('Several passwords at once', () => {
  it('are hashed one by one, those of several tenants by turns, those of one in their order', async () => {
    const begun: string[] = []
    let underWay = 0
    const hash = passwordHasher(async (password) => {
      begun.push(password)
      underWay += 1
      await new Promise(setImmediate)
      expect(underWay).toBe(1)
      underWay -= 1
      return password
    })
    const ofAcme = Array.from({ length: 60 }, (_, index) => hash(`acme ${index}`, 'acme'))
    const ofOthers = [hash('globex 0', 'globex'), hash('globex 1', 'globex'), hash('initech 0', 'initech')]
    expect(await Promise.all(ofOthers)).toEqual(['globex 0', 'globex 1', 'initech 0'])
    expect(begun).toEqual(['acme 0', 'acme 1', 'globex 0', 'initech 0', 'acme 2', 'globex 1', 'acme 3'].slice(0, begun.length))
    await Promise.all(ofAcme)
    expect(begun.filter((each) => each.startsWith('acme'))).toEqual(Array.from({ length: 60 }, (_, index) => `acme ${index}`))
  })

  it('go on when one cannot be hashed', async () => {
    const hash = passwordHasher(async (password) => {
      if (password === 'broken') throw new Error('no memory')
      return password
    })
    const [broken, ...others] = await Promise.allSettled([hash('broken', 'acme'), hash('a', 'acme'), hash('b', 'globex')])
    expect([broken?.status, ...others]).toEqual(['rejected', { status: 'fulfilled', value: 'a' }, { status: 'fulfilled', value: 'b' }])
  })
})

it('Without argon2 it is scrypt, the same for the same salt', async () => {
  const salt = Buffer.alloc(16)
  expect(await withScrypt('correct horse', salt)).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$A{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await withScrypt('correct horse', salt)).toBe(await withScrypt('correct horse', salt))
})
