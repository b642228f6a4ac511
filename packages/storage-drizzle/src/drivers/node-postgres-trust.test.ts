import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { startPostgres } from '@rollcall/tools/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { user } from '../samples.fixture.ts'
import { openNodePostgres } from './node-postgres.ts'
import { translated } from './postgres-errors.ts'
import { selfSigned } from './self-signed.fixture.ts'

const ours = selfSigned()
const server = await startPostgres({ password: 'secret', tls: ours })

describe.skipIf(server === undefined)('PostgreSQL that asks for a password by SCRAM and speaks TLS', () => {
  if (server === undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-tls-'))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return encodeURIComponent(join(folder, name))
  }
  const url = server.url('postgres')
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['without TLS', ''],
    ['with TLS switched off', '?sslmode=disable'],
    ['with TLS and the certificate of the issuer', `?sslmode=verify-full&sslrootcert=${file('ca.pem', ours.certificate)}`],
    ['with TLS to whoever answers', '?sslmode=no-verify'],
  ])('is opened %s', async (_, parameters) => {
    const { storage, ready, close } = await openNodePostgres({ url: url + parameters })
    await ready()
    const store = storage.forTenant(`t${parameters.length}`)
    expect(await store.create(user('a'))).toMatchObject({ outcome: 'written' })
    expect(await store.get('User', 'a')).toMatchObject({ id: 'a' })
    await close()
  })

  const other = file('other.pem', selfSigned().certificate)
  it.each([
    ['another password', url.replace('secret', 'wrong'), 'password authentication failed for user "postgres"'],
    ['no password', url.replace(':secret', ''), 'the server asks for a password, and the URL has none'],
    [
      'a certificate of nobody known',
      `${url}?sslmode=verify-full`,
      'SELF_SIGNED_CERT): name the file with that of its issuer in sslrootcert',
    ],
    ['another issuer', `${url}?sslmode=verify-full&sslrootcert=${other}`, 'the certificate of the server is not trusted'],
    [
      'a file that is not there',
      `${url}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`,
      "no such file or directory, open '/nowhere/ca.pem'",
    ],
  ])('refuses to be opened with %s, says why, and leaves no connection behind', async (_, wrong, why) => {
    const connections = () => process.getActiveResourcesInfo().filter((each) => each.includes('TCP')).length
    const before = connections()
    const opening = openNodePostgres({ url: wrong })
    await expect(opening).rejects.toThrow(why)
    await expect(opening).rejects.not.toThrow(/secret|wrong/)
    await expect.poll(connections).toBeLessThanOrEqual(before)
  })
})

const plain = await startPostgres()

it.skipIf(plain === undefined)('PostgreSQL without TLS is refused where TLS is asked for', async () => {
  const opening = openNodePostgres({ url: `${plain?.url('postgres')}?sslmode=verify-full` })
  await expect(opening).rejects.toThrow('The server does not support SSL connections')
  await plain?.stop()
})

it.each(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
  'a certificate that turns bad under a running server, %s, makes it unavailable',
  (code) => {
    expect(translated(Object.assign(new Error('bad'), { code }))).toBeInstanceOf(StorageUnavailable)
  },
)
