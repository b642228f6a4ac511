import { ScimError } from '@rollcall/scim-core'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Example, example, start, tenant } from '../access.fixture.ts'
import { createAuthenticator } from '../authenticate.ts'
import { cachedAccessStorage } from '../cached-access-storage.ts'
import { revoke, rotateSecret } from '../change-credential.ts'
import type { AssertionPins } from '../credential.ts'
import { scopesOf } from '../scope.ts'
import { jwtAccessTokens, type TrustedIssuer } from './jwt-access-token.ts'
import { createVerifyJwt, type FetchJson } from './signed-tokens.ts'
import { createTokenEndpoint } from './token-endpoint.ts'

const origin = 'https://id.example.com'
const tokenUrl = `${origin}/oauth/token`
const scopes = scopesOf(['/Users', '/Groups'])
const unreachable: FetchJson = async () => {
  throw new Error('no network here')
}

function endpointOf({ storage, ports }: Example, fetchJson: FetchJson = unreachable) {
  const failures: unknown[] = []
  const endpoint = createTokenEndpoint({
    storage,
    ports,
    scopes,
    verify: createVerifyJwt(fetchJson, ports.now),
    addressOf: () => '192.0.2.7',
    onFailure: (error) => failures.push(error),
  })
  return {
    failures,
    /** The status, the body and the headers of an answer. */
    ask: async (body: Record<string, string> | string, headers: Record<string, string> = {}, url = tokenUrl) => {
      const text = typeof body === 'string' ? body : new URLSearchParams(body).toString()
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await endpoint(new Request(url, { method: 'POST', body: text, headers: { ...type, ...headers } }))
      return { status: answer.status, headers: answer.headers, body: await answer.json() }
    },
    endpoint,
  }
}

const basic = (user: string, password: string) => ({ authorization: `Basic ${btoa(`${user}:${password}`)}` })

async function withClient(more: Parameters<Example['issue']>[0] = {}) {
  const house = await example()
  const { credential, secret } = await house.issue({ kind: 'client', ...more })
  const token = endpointOf(house)
  const authenticate = createAuthenticator({ storage: house.storage, digest: house.ports.digest, now: house.ports.now, realm: 'Rollcall' })
  const use = async (accessToken: string) => {
    try {
      return await authenticate(new Request(`${origin}/scim/v2/Users`, { headers: { authorization: `Bearer ${accessToken}` } }))
    } catch (error) {
      return error instanceof ScimError ? error.status : Promise.reject(error)
    }
  }
  const form = { grant_type: 'client_credentials', client_id: credential.id, client_secret: secret }
  return { house, credential, secret, form, use, ...token }
}

describe('the token endpoint (RFC 6749 §4.4)', () => {
  it('gives an opaque bearer token of an hour that nobody may store (§5.1), and no refresh token (§4.4.3)', async () => {
    const { ask, form, use, house, credential } = await withClient()
    const { status, headers, body } = await ask(form)
    expect(status).toBe(200)
    expect(body).toEqual({
      access_token: expect.stringMatching(/^scimaccess_acme\./),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'users:write groups:write',
    })
    expect([headers.get('cache-control'), headers.get('pragma'), headers.get('content-type')]).toEqual([
      'no-store',
      'no-cache',
      'application/json; charset=utf-8',
    ])
    expect(await use(body.access_token)).toMatchObject({ tenantId: 'acme', actor: credential.id })
    house.advance(3_600_000 - 1)
    expect(await use(body.access_token)).toMatchObject({ tenantId: 'acme' })
    house.advance(1)
    expect(await use(body.access_token)).toBe(401)
  })

  it.each([
    ['HTTP Basic', (id: string, secret: string) => [{ grant_type: 'client_credentials' }, basic(id, secret)]],
    [
      'HTTP Basic, with client_id in the form too',
      (id: string, secret: string) => [{ grant_type: 'client_credentials', client_id: id }, basic(id, secret)],
    ],
    [
      'HTTP Basic, form-encoded (§2.3.1)',
      (id: string, secret: string) => [{ grant_type: 'client_credentials' }, basic(id.replace('.', '%2E'), encodeURIComponent(secret))],
    ],
    [
      'a form with parameters nobody knows',
      (id: string, secret: string) => [
        { grant_type: 'client_credentials', client_id: id, client_secret: secret, audience: 'x', resource: 'y' },
        {},
      ],
    ],
    [
      'JSON',
      (id: string, secret: string) => [
        JSON.stringify({ grant_type: 'client_credentials', client_id: id, client_secret: secret, audience: 'x' }),
        { 'content-type': 'application/json' },
      ],
    ],
  ] satisfies [string, (id: string, secret: string) => [Record<string, string> | string, Record<string, string>]][])(
    'knows its client by %s',
    async (_, make) => {
      const { ask, credential, secret } = await withClient()
      const [body, headers] = make(credential.id, secret)
      expect((await ask(body, headers)).status).toBe(200)
    },
  )

  it('describes an error in the characters that there may be (§5.2)', async () => {
    const { ask } = await withClient()
    const json = { 'content-type': 'application/json' }
    for (const body of ['{"gränt_\\\\type":1,"gränt_\\\\type":2}', '{"a":"\u0001"}', '{"a"', '[]', '{"__proto__":1}']) {
      const answer = await ask(body, json)
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request'])
      expect(answer.body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]{10,}$/)
    }
  })

  it('lets an audience in the query be, as Entra is set up with such URLs', async () => {
    const { ask, form } = await withClient()
    expect((await ask(form, {}, `${tokenUrl}?audience=https://id.example.com/api`)).status).toBe(200)
  })

  it('gives tokens as long as the tenant wants them, and never beyond the client', async () => {
    const { ask, form, house } = await withClient({ lifetime: 5 * 3_600_000 })
    await house.storage.replaceTenant(tenant('acme', { settings: { ...tenant('acme').settings, accessTokenMinutes: 360 } }), tenant('acme'))
    expect((await ask(form)).body.expires_in).toBe(5 * 3600)
    house.advance(3_600_000)
    expect((await ask(form)).body.expires_in).toBe(4 * 3600)
  })

  it.each([
    ['nothing', undefined, 'users:write groups:write'],
    ['less', 'users:read', 'users:read'],
    ['one it may have and one it may not', 'groups:read admin', 'groups:read'],
    ['what only others know', 'scim https://id.example.com/.default', 'users:write groups:write'],
  ])('gives what is asked for and allowed (§3.3): %s', async (_, scope, granted) => {
    const { ask, form, use } = await withClient()
    const { body } = await ask({ ...form, ...(scope === undefined ? {} : { scope }) })
    expect(body.scope).toBe(granted)
    const caller = await use(body.access_token)
    const mayWrite = typeof caller === 'object' && caller.permits?.('write', '/Users')
    expect(mayWrite).toBe(granted.includes('users:write'))
  })
})

describe('errors of the token endpoint (RFC 6749 §5.2)', () => {
  it.each([
    ['no grant type', { grant_type: '' }, 400, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['only scopes it may not have', { scope: 'admin' }, 400, 'invalid_scope'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['no secret', { client_secret: '' }, 401, 'invalid_client'],
    ['an unknown client', { client_id: 'acme.0123456789abcdef' }, 401, 'invalid_client'],
    ['a client of no tenant', { client_id: 'x' }, 401, 'invalid_client'],
    ['an assertion beside the secret', { client_assertion: 'x' }, 400, 'invalid_request'],
  ])('%s: %s', async (_, change, status, error) => {
    const { ask, form } = await withClient()
    const answer = await ask({ ...form, ...change })
    expect([answer.status, answer.body.error]).toEqual([status, error])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="OAuth clients", charset="UTF-8"' : null)
  })

  it('a parameter that is sent twice is refused (§3.2)', async () => {
    const { ask, form } = await withClient()
    const answer = await ask(`${new URLSearchParams(form)}&grant_type=client_credentials`)
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request'])
    const json = await ask('{"grant_type":"client_credentials","grant_type":"password"}', { 'content-type': 'application/json' })
    expect([json.status, json.body.error]).toEqual([400, 'invalid_request'])
  })

  it('a secret in the query is refused, and never echoed', async () => {
    const { ask, form, secret } = await withClient()
    const answer = await ask({ grant_type: 'client_credentials', client_id: form.client_id }, {}, `${tokenUrl}?client_secret=${secret}`)
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request'])
    expect(JSON.stringify(answer.body)).not.toContain(secret)
  })

  it.each([
    ['text', 'text/plain'],
    ['nothing said', ''],
    ['multipart', 'multipart/form-data; boundary=x'],
  ])('a body of another type is refused: %s', async (_, type) => {
    const { ask, form } = await withClient()
    expect((await ask(form, { 'content-type': type })).body.error).toBe('invalid_request')
  })

  it.each(['[]', 'null', '{', '"x"', '{"__proto__":{"grant_type":"client_credentials"}}', `{"a":"${'x'.repeat(40_000)}"}`])(
    'JSON that is no request is refused: %.30s',
    async (body) => {
      const { ask } = await withClient()
      const answer = await ask(body, { 'content-type': 'application/json' })
      expect(answer.body.error).toBe('invalid_request')
      expect(answer.status).toBe(body.length > 32_768 ? 413 : 400)
    },
  )

  it('another method is refused with the one there is', async () => {
    const { endpoint } = await withClient()
    const answer = await endpoint(new Request(`${tokenUrl}?grant_type=client_credentials`))
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('a bearer token of a credential is no client secret, and the other way round', async () => {
    const { ask, house, secret, use } = await withClient()
    const other = await house.issue()
    expect((await ask({ grant_type: 'client_credentials', client_id: other.credential.id, client_secret: other.secret })).body.error).toBe(
      'invalid_client',
    )
    expect(await use(secret)).toBe(401)
  })

  it('an address fails 20 times a minute and is then told to wait', async () => {
    const { ask, form } = await withClient()
    const statuses = []
    for (let each = 0; each < 21; each++) statuses.push((await ask({ ...form, client_secret: 'wrong' })).status)
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429])
    expect((await ask(form)).status).toBe(200)
  })
})

describe('the life of an OAuth client', () => {
  it('has two secrets at once, and its access tokens end with it', async () => {
    const { house, credential, form, ask, use } = await withClient()
    const rotated = await rotateSecret(house.storage, house.ports, credential)
    if ('refused' in rotated) throw new Error(rotated.refused)
    const answers = [await ask(form), await ask({ ...form, client_secret: rotated.secret ?? '' })]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    await revoke(house.storage, house.ports.now(), credential)
    expect((await ask(form)).body.error).toBe('invalid_client')
    for (const { body } of answers) expect(await use(body.access_token)).toBe(401)
  })

  it('takes a new secret at once, also where a copy of the client was kept and another process rotated', async () => {
    const { house, credential, form } = await withClient()
    const { ask } = endpointOf({ ...house, storage: cachedAccessStorage(house.storage, house.ports.now) })
    expect((await ask(form)).status).toBe(200)
    const rotated = await rotateSecret(house.storage, house.ports, credential)
    if ('refused' in rotated) throw new Error(rotated.refused)
    expect((await ask({ ...form, client_secret: rotated.secret ?? '' })).status).toBe(200)
    expect((await ask({ ...form, client_secret: `${rotated.secret}x` })).status).toBe(401)
  })

  it('takes from its access tokens what it may not do any more', async () => {
    const { house, credential, form, ask, use } = await withClient()
    const { body } = await ask(form)
    await house.storage.forTenant('acme').replaceCredential({ ...credential, scopes: ['users:read'], version: 2 })
    const caller = await use(body.access_token)
    if (typeof caller === 'number') throw new Error('the token must still be good')
    expect([caller.permits?.('read', '/Users'), caller.permits?.('write', '/Users')]).toEqual([true, false])
  })
})

describe('workload identity federation (RFC 7523)', () => {
  const keysUri = 'https://issuer.example/keys'
  const pins = { issuer: 'https://issuer.example/v2.0', audience: 'api://rollcall', subject: 'service-principal', keysUri }
  let key: CryptoKey
  let keys: { keys: object[] }
  beforeAll(async () => {
    const pair = await generateKeyPair('RS256')
    key = pair.privateKey
    keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', use: 'sig' }] }
  })

  const seconds = start / 1000
  const sound = { iss: pins.issuer, aud: pins.audience, sub: pins.subject, exp: seconds + 300, iat: seconds, jti: 'one' }
  const sign = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(key)

  async function federated(fetchJson: FetchJson = async () => keys) {
    const house = await example()
    const { credential } = await house.issue({ kind: 'client', assertion: pins })
    const { ask, failures } = endpointOf(house, fetchJson)
    const present = (assertion: string) =>
      ask({
        grant_type: 'client_credentials',
        client_id: credential.id,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        scope: 'scim',
      })
    return { present, ask, failures, credential, house }
  }

  it('takes a sound assertion, once (§3 (7))', async () => {
    const { present } = await federated()
    const assertion = await sign(sound)
    expect((await present(assertion)).status).toBe(200)
    expect((await present(assertion)).body.error).toBe('invalid_client')
    expect((await present(await sign({ ...sound, jti: 'two' }))).status).toBe(200)
  })

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another audience', { aud: 'api://another' }],
    ['of another subject', { sub: 'another' }],
    ['that has ended', { exp: seconds - 61 }],
    ['that has not begun', { nbf: seconds + 120 }],
    ['without an end', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['without an audience', { aud: undefined }],
  ])('refuses one %s', async (_, change) => {
    const { present } = await federated()
    const answer = await present(
      await sign(Object.fromEntries(Object.entries({ ...sound, ...change }).filter(([, value]) => value !== undefined))),
    )
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client'])
  })

  it('refuses forged signatures, whatever the header says', async () => {
    const { present } = await federated()
    const other = await generateKeyPair('RS256')
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const secret = new TextEncoder().encode(JSON.stringify(keys.keys[0]))
    const [head, , signature] = (await sign(sound)).split('.')
    const forged = [
      await new SignJWT(sound).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(other.privateKey),
      await new SignJWT(sound)
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', jwk: await exportJWK(other.publicKey) })
        .sign(other.privateKey),
      await new SignJWT(sound).setProtectedHeader({ alg: 'RS256', kid: 'k1', jku: 'https://evil.example/keys' }).sign(other.privateKey),
      await new SignJWT(sound).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret),
      `${encode({ alg: 'none' })}.${encode(sound)}.`,
      `${encode({ alg: 'None', kid: 'k1' })}.${encode(sound)}.x`,
      `${head}.${encode({ ...sound, sub: 'another' })}.${signature}`,
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.AAAA',
      'x',
      '..',
    ]
    for (const assertion of forged) expect((await present(assertion)).body.error).toBe('invalid_client')
  })

  it('asks for the keys anew when a token names one that it does not know, and not for every forgery', async () => {
    let fetched = 0
    const { present } = await federated(async () => {
      fetched += 1
      return keys
    })
    for (let each = 0; each < 10; each++) await present(await sign({ ...sound, jti: String(each) }, { kid: `made-up-${each}` }))
    expect(fetched).toBe(1)
  })

  it('has no keys for a tenant that were fetched for the operator from where a tenant may not reach, nor a failure', async () => {
    const asked: string[] = []
    const { house, ask } = await federated(async (_, from) => {
      asked.push(from)
      return from === 'anywhere' ? keys : unreachable('', from)
    })
    const present = async (more: Partial<AssertionPins>) => {
      const { credential } = await house.issue({ kind: 'client', assertion: { ...pins, ...more } })
      const { status } = await ask({
        grant_type: 'client_credentials',
        client_id: credential.id,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await sign({ ...sound, jti: credential.id }),
      })
      return status
    }
    expect(await present({ keysFrom: 'anywhere' })).toBe(200)
    for (const more of [{ keysFrom: 'public' }, {}] as const) expect(await present(more)).toBe(503)
    expect(await present({ keysFrom: 'anywhere' })).toBe(200)
    expect(asked).toEqual(['anywhere', 'public'])
  })

  it('does not call a client wrong when its issuer cannot be reached: it may come again', async () => {
    const { present, failures } = await federated(unreachable)
    const answer = await present(await sign(sound))
    expect([answer.status, answer.headers.get('retry-after'), failures.length]).toEqual([503, '5', 1])
  })

  it('asks an issuer that does not answer once in five seconds', async () => {
    let [fetched, isDown] = [0, true]
    const { present, house } = await federated(async () => {
      fetched += 1
      return isDown ? unreachable('', 'public') : keys
    })
    const tries = async (...ids: string[]) =>
      (await Promise.all(ids.map(async (jti) => present(await sign({ ...sound, jti }))))).map(({ status }) => status)
    expect([await tries('a'), fetched]).toEqual([[503], 1])
    expect([await tries('b', 'c'), fetched]).toEqual([[503, 503], 1])
    house.advance(5_000)
    isDown = false
    expect([await tries('d'), await tries('e'), fetched]).toEqual([[200], [200], 2])
  })

  it.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: ['api://another'] }],
    ['another subject', { sub: 'another' }],
    ['an end that is past', { exp: seconds - 61 }],
    ['an algorithm that is none', undefined],
  ])('asks for no keys when the assertion names %s', async (_, change) => {
    let fetched = 0
    const { present, failures } = await federated(async () => {
      fetched += 1
      return unreachable('', 'public')
    })
    const [head, ...rest] = (await sign({ ...sound, ...change })).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const answer = await present([change === undefined ? none : head, ...rest].join('.'))
    expect([answer.status, answer.body.error, fetched, failures.length]).toEqual([401, 'invalid_client', 0, 0])
  })

  it('a client that proves itself by assertions has no secret to guess', async () => {
    const { ask, credential } = await federated()
    expect(credential.secrets).toEqual([])
    const answer = await ask({ grant_type: 'client_credentials', client_id: credential.id, client_secret: 'undefined' })
    expect(answer.body.error).toBe('invalid_client')
  })

  describe('JWT access tokens of a trusted issuer (RFC 9068, RFC 8725)', () => {
    async function trusting(more: (credentialId: string) => Partial<TrustedIssuer> = () => ({}), fetchJson: FetchJson = async () => keys) {
      const { house, credential } = await federated()
      const issuer = { issuer: pins.issuer, audience: 'https://id.example.com/scim', keysUri, ...more(credential.id) }
      const other = { ...issuer, issuer: 'https://another.example', keysUri: 'https://another.example/keys' }
      const failures: unknown[] = []
      const verify = createVerifyJwt(fetchJson, house.ports.now)
      const credentialOfJwt = jwtAccessTokens([other, issuer], verify, (error) => failures.push(error))
      const authenticate = createAuthenticator({
        storage: house.storage,
        digest: house.ports.digest,
        now: house.ports.now,
        realm: 'Rollcall',
        credentialOfJwt,
      })
      const claims = { iss: issuer.issuer, aud: issuer.audience, sub: 'anybody', exp: seconds + 300, client_id: credential.id }
      const use = (token: string) =>
        authenticate(new Request(origin, { headers: { authorization: `Bearer ${token}` } })).catch((error) =>
          error instanceof ScimError ? error.status : Promise.reject(error),
        )
      return { house, credential, claims, use, failures }
    }

    it('stand for the credential they name, no further than their scope', async () => {
      const { claims, use, credential } = await trusting()
      const caller = await use(await sign({ ...claims, scope: 'users:read other' }, { typ: 'at+jwt' }))
      if (typeof caller === 'number') throw new Error('the token must be good')
      expect(caller).toMatchObject({ tenantId: 'acme', actor: credential.id })
      expect([caller.permits?.('read', '/Users'), caller.permits?.('write', '/Users')]).toEqual([true, false])
    })

    it('are refused with another type, audience or issuer, without an end, for an unknown or revoked credential', async () => {
      const { claims, use, house, credential } = await trusting()
      const at = { typ: 'at+jwt' }
      const wrong = [
        await sign(claims),
        await sign(claims, { typ: 'JWT' }),
        await sign({ ...claims, aud: pins.audience }, at),
        await sign({ ...claims, iss: 'https://evil.example' }, at),
        await sign({ ...claims, exp: seconds - 61 }, at),
        await sign({ ...claims, client_id: 'acme.0123456789abcdef' }, at),
        await sign({ ...claims, client_id: credential.id.replace('acme', 'globex') }, at),
        await sign({ ...claims, client_id: ['acme'] }, at),
      ]
      for (const token of wrong) expect(await use(token)).toBe(401)
      const token = await sign(claims, at)
      expect(await use(token)).toMatchObject({ tenantId: 'acme' })
      await revoke(house.storage, house.ports.now(), credential)
      expect(await use(token)).toBe(401)
    })

    it('stand for a credential by the names that the issuer has for clients and scopes', async () => {
      const { use, claims, credential } = await trusting((id) => ({
        type: 'JWT',
        clientClaim: 'azp',
        clients: { 'their-client': id },
        scopeClaim: 'roles',
        scopes: { 'SCIM.Read': ['users:read', 'groups:read'], 'SCIM.All': ['admin'] },
      }))
      const token = (change: object) => sign({ ...claims, azp: 'their-client', ...change }, { typ: 'JWT' })
      const may = async (roles: unknown) => {
        const caller = await use(await token({ roles }))
        return typeof caller === 'number' ? caller : [caller.permits?.('read', '/Groups'), caller.permits?.('write', '/Users')]
      }
      expect(await may(['SCIM.Read', 'Other'])).toEqual([true, false])
      expect(await may('SCIM.Read SCIM.All')).toEqual([true, true])
      for (const none of [[], 'users:write', ['constructor'], undefined]) expect(await may(none)).toEqual([false, false])
      expect(await use(await token({ azp: credential.id }))).toBe(401)
      expect(await use(await token({ azp: 'constructor' }))).toBe(401)
    })

    it('are answered 503 while the keys cannot be fetched, and 401 when they could not be right anyway', async () => {
      const { use, claims, failures } = await trusting(() => ({}), unreachable)
      expect(await use(await sign(claims, { typ: 'at+jwt' }))).toBe(503)
      expect(failures).toHaveLength(1)
      expect(await use(await sign({ ...claims, aud: 'x' }, { typ: 'at+jwt' }))).toBe(401)
      expect(failures).toHaveLength(1)
    })
  })
})
