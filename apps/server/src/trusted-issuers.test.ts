import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { startTestServer } from './server.fixture.ts'
import { readTrustedIssuers } from './trusted-issuers.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-issuers-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (content: unknown) => {
  const path = join(folder, 'issuers.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const adminToken = 'admin-token-for-tests-of-forty-characters'
const issuer = 'https://login.example.com/realm'
const audience = 'https://id.example.com/scim'

/** An issuer whose keys are served at an address of this machine. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] })
  const served = createServer((_, response) => response.setHeader('Content-Type', 'application/json').end(keys))
  served.listen(0, '127.0.0.1')
  await once(served, 'listening')
  const address = served.address()
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return {
    keysUri: `http://127.0.0.1:${address.port}/keys`,
    sign: (claims: Record<string, unknown>, key = privateKey) =>
      new SignJWT({ iss: issuer, aud: audience, sub: 'service', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
        .setExpirationTime('5m')
        .sign(key),
    async stop() {
      served.close()
      served.closeAllConnections()
      await once(served, 'close')
    },
  }
}

describe('JWT access tokens over HTTP (RFC 9068)', () => {
  it('open the tenant of the credential that their client stands for, as far as their scopes reach, until it is revoked', async () => {
    const { keysUri, sign, stop } = await startIssuer()
    // The id of a credential is made by the server, so that the issuers are named at its second start.
    const first = await startTestServer({ ADMIN_TOKEN: adminToken })
    const admin = async (origin: string, method: string, path: string, body?: unknown) => {
      const headers = { Authorization: `Bearer ${adminToken}` }
      return fetch(`${origin}/api/admin/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    }
    await admin(first.origin, 'POST', '/tenants', { id: 'acme' })
    const { id } = await (await admin(first.origin, 'POST', '/tenants/acme/clients', { name: 'Keycloak' })).json()
    await first.stop(500)
    const scopes = { provisioning: ['users:write'], reporting: ['users:read', 'groups:read'] }
    const server = await startTestServer({
      ADMIN_TOKEN: adminToken,
      DATABASE_URL: `sqlite:${join(first.directory, 'data', 'rollcall.db')}`,
      TRUSTED_ISSUERS: file([{ issuer, audience, keysUri, clients: { scim: id }, scopes }]),
    })
    onTestFinished(async () => {
      await server.end()
      rmSync(first.directory, { recursive: true })
    })
    const as = (token: string) => ({ Authorization: `Bearer ${token}` })
    const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' }
    const token = await sign({ client_id: 'scim', scope: 'openid provisioning' })
    expect((await server.send('POST', '/Users', user, as(token))).status).toBe(201)
    expect((await server.send('GET', '/Groups', undefined, as(token))).status).toBe(403)
    const reader = await sign({ client_id: 'scim', scope: 'reporting' })
    expect((await server.send('POST', '/Users', { ...user, userName: 'bob' }, as(reader))).status).toBe(403)
    expect(await (await server.send('GET', '/Users', undefined, as(reader))).json()).toMatchObject({ totalResults: 1 })
    // The first tenant's own token sees another tenant.
    expect(await (await server.send('GET', '/Users')).json()).toMatchObject({ totalResults: 0 })

    const forger = (await generateKeyPair('ES256')).privateKey
    for (const wrong of [
      await sign({ client_id: 'scim', scope: 'provisioning' }, forger),
      await sign({ client_id: id, scope: 'provisioning' }),
      await sign({ client_id: 'scim', scope: 'provisioning', aud: 'another' }),
    ]) {
      expect((await server.send('GET', '/Users', undefined, as(wrong))).status).toBe(401)
    }
    // Keys that were fetched are kept for a while; a token that was wrong is still wrong.
    await stop()
    expect((await server.send('GET', '/Users', undefined, as(reader))).status).toBe(200)
    expect((await admin(server.origin, 'DELETE', `/tenants/acme/credentials/${id}`)).status).toBe(204)
    expect((await server.send('GET', '/Users', undefined, as(reader))).status).toBe(401)
    expect(server.log.join()).not.toContain(token.split('.')[2])
  })

  it('are answered 503 while the issuer cannot be reached, which the log says once for all who come', async () => {
    const { keysUri, sign, stop } = await startIssuer()
    await stop()
    const server = await startTestServer({ TRUSTED_ISSUERS: file([{ issuer, audience, keysUri }]) })
    onTestFinished(() => server.end())
    for (const jti of ['one', 'two', 'three']) {
      const answer = await server.send('GET', '/Users', undefined, { Authorization: `Bearer ${await sign({ client_id: 'scim', jti })}` })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    }
    expect(server.log.filter((line) => line.includes('"msg":"failure"'))).toHaveLength(1)
  })

  it('of nobody are taken when nobody is trusted', async () => {
    const { sign, stop } = await startIssuer()
    const server = await startTestServer()
    onTestFinished(() => server.end())
    const answer = await server.send('GET', '/Users', undefined, { Authorization: `Bearer ${await sign({ client_id: 'scim' })}` })
    expect(answer.status).toBe(401)
    await stop()
  })
})

describe('readTrustedIssuers', () => {
  const sound = { issuer, audience, keysUri: 'https://login.example.com/keys' }

  it.each([
    ['no JSON', '[', 'cannot be read'],
    ['no list', sound, 'wrong at its top'],
    ['no audience', [{ ...sound, audience: undefined }], '0.audience'],
    ['keys that anybody on the way can change', [{ ...sound, keysUri: 'http://login.example.com/keys' }], '0.keysUri'],
    ['a client that stands for no credential', [{ ...sound, clients: { scim: 'acme' } }], '0.clients.scim'],
    ['a scope that there is not', [{ ...sound, scopes: { all: ['users:delete'] } }], '0.scopes.all.0'],
    ['a member that nobody reads', [{ ...sound, jwksUri: 'https://login.example.com/keys' }], '0:'],
  ])('refuses %s in one sentence that names the setting and the place', (_, content, part) => {
    const read = () => readTrustedIssuers(file(content), ['users:read', 'users:write', 'admin'])
    expect(read).toThrow(part)
    expect(read).toThrow(/^TRUSTED_ISSUERS .*\.$/)
  })
})
