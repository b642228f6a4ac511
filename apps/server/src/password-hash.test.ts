import { expect, it } from 'vitest'
import { passwordHasher, withScrypt } from './password-hash.ts'

it('A password is kept as a salted PHC string that does not hold it', async () => {
  const hash = passwordHasher()
  const [one, other] = await Promise.all([hash('correct horse'), hash('correct horse')])
  expect(one).toMatch(/^\$(argon2id\$v=19\$m=19456,t=2,p=1|scrypt\$ln=17,r=8,p=1)\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(other).not.toBe(one)
})

it('Without argon2 it is scrypt, the same for the same salt', async () => {
  const salt = Buffer.alloc(16)
  expect(await withScrypt('correct horse', salt)).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$A{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await withScrypt('correct horse', salt)).toBe(await withScrypt('correct horse', salt))
})
