import { ScimError, strict } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { type Example, example, tenant } from './access.fixture.ts'
import { type AuthenticatorOptions, createAuthenticator } from './authenticate.ts'
import { cachedAccessStorage } from './cached-access-storage.ts'
import { revoke, rotateSecret } from './change-credential.ts'
import { newId, newSecret } from './secret-text.ts'

const url = 'https://id.example.com/scim/v2/Users'
const day = 86_400_000

const authenticator = ({ storage, ports }: Example, more: Partial<AuthenticatorOptions> = {}) =>
  createAuthenticator({ storage, digest: ports.digest, now: ports.now, realm: 'Rollcall', ...more })

const requestWith = (authorization: string | undefined, at = url) =>
  new Request(at, authorization === undefined ? {} : { headers: { authorization } })

/** The status that a request is refused with, or the caller. */
async function outcome(authenticate: ReturnType<typeof createAuthenticator>, authorization: string | undefined, at = url) {
  try {
    return await authenticate(requestWith(authorization, at))
  } catch (error) {
    if (error instanceof ScimError) return error.status
    throw error
  }
}

const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`

describe('a bearer token (RFC 6750 §2.1)', () => {
  it('stands for its credential: tenant, actor, profile and rights', async () => {
    const house = await example()
    const { credential, secret } = await house.issue({ profile: 'entra', scopes: ['users:read'] })
    const caller = await authenticator(house)(requestWith(`bearer ${secret}`))
    expect(caller).toMatchObject({ tenantId: 'acme', actor: credential.id, profile: { name: 'entra' } })
    expect([caller.permits?.('read', '/Users'), caller.permits?.('write', '/Users'), caller.permits?.('read', '/Groups')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('is never let in by another spelling of the header', async () => {
    const house = await example()
    const { secret, credential } = await house.issue()
    const other = await house.issue({ tenantId: 'globex' })
    const authenticate = authenticator(house)
    const spellings = [
      undefined,
      '',
      ' ',
      'Bearer',
      'Bearer ',
      'Bearer  ',
      secret,
      `Bearer${secret}`,
      `Bearer\t${secret}`,
      `Bearer  ${secret}`,
      `Bearer "${secret}"`,
      `Bearer '${secret}'`,
      `Bearer <${secret}>`,
      `Bearer ${secret} x`,
      `Bearer ${secret}, Bearer ${secret}`,
      `Bearer ${secret},${secret}`,
      `Bearer x, Bearer ${secret}`,
      `Bearer: ${secret}`,
      `Bearer=${secret}`,
      `Token ${secret}`,
      `OAuth ${secret}`,
      `DPoP ${secret}`,
      `Basic ${secret}`,
      `Basic ${btoa(secret)}`,
      basic('', secret),
      basic(credential.id, secret),
      basic(credential.id, ''),
      'Basic Og==',
      'Basic !',
      `Bearer ${btoa(secret)}`,
      `Bearer ${secret.toUpperCase()}`,
      `Bearer ${encodeURIComponent(secret).replaceAll('_', '%5F')}`,
      `Bearer ${secret}=`,
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${'a'.repeat(1_000_000)}`,
      'Bearer null',
      'Bearer undefined',
    ]
    const outcomes = await Promise.all(spellings.map((each) => outcome(authenticate, each)))
    expect(spellings.filter((_, index) => outcomes[index] !== 401)).toEqual([])
    expect(await outcome(authenticate, `Bearer ${other.secret}`)).toMatchObject({ tenantId: 'globex' })
  })

  it('cannot be forged from what is public about it', async () => {
    const house = await example()
    const { secret, credential } = await house.issue()
    const foreign = await house.issue({ tenantId: 'globex' })
    const client = await house.issue({ kind: 'client' })
    const { ports } = house
    const own = (id: string) => newSecret('token', id, ports.random)
    const forged = [
      ...Array.from({ length: 20 }, () => own(credential.id)),
      ...Array.from({ length: 20 }, () => own(newId('acme', ports.random))),
      ...['a', 'none', 'globex', 'acme-2', '0'].map((tenantId) => own(newId(tenantId, ports.random))),
      // The secret of one tenant under the name of another.
      own(credential.id.replace('acme', 'globex')),
      foreign.secret.replace('globex', 'acme'),
      // Each kind under the name of another.
      newSecret('accessToken', credential.id, ports.random),
      newSecret('clientSecret', credential.id, ports.random),
      secret.replace('scim_', 'scimaccess_'),
      secret.replace('scim_', 'scimsecret_'),
      client.secret,
      client.secret.replace('scimsecret_', 'scim_'),
      // The kept digest, and parts.
      credential.secrets[0]?.digest ?? '',
      '0'.repeat(64),
      credential.id,
      `scim_${credential.id}`,
      `scim_${credential.id}_`,
      `scim_${'_'.repeat(49)}`,
      secret.slice(0, -6),
      [...secret].reverse().join(''),
    ]
    expect(forged.length).toBeGreaterThanOrEqual(60)
    const outcomes = await Promise.all(forged.map((each) => outcome(authenticator(house), `Bearer ${each}`)))
    expect(forged.filter((_, index) => outcomes[index] !== 401)).toEqual([])
  })

  it('in the query is refused (§2.3), and 400 when there is one in the header too (§3.1)', async () => {
    const house = await example()
    const { secret } = await house.issue()
    expect(await outcome(authenticator(house), undefined, `${url}?access_token=${secret}`)).toBe(401)
    expect(await outcome(authenticator(house), `Bearer ${secret}`, `${url}?x=1&access_token=${secret}`)).toBe(400)
  })

  it('gets one answer for unknown, expired and revoked, and no error code when nothing was sent (§3.1)', async () => {
    const house = await example()
    const [old, gone] = [await house.issue({ lifetime: 1_000 }), await house.issue()]
    await revoke(house.storage, house.ports.now(), gone.credential)
    house.advance(1_000)
    const unknown = newSecret('token', newId('acme', house.ports.random), house.ports.random)
    const answers = await Promise.all(
      [old.secret, gone.secret, unknown, 'x'].map((token) =>
        authenticator(house)(requestWith(`Bearer ${token}`)).catch((error) => [{ ...error }, error.detail]),
      ),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject([
      { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="Rollcall", error="invalid_token"' } },
      expect.any(String),
    ])
    await expect(authenticator(house)(requestWith(undefined))).rejects.toMatchObject({
      headers: { 'WWW-Authenticate': 'Bearer realm="Rollcall"' },
    })
  })
})

describe('the life of a credential', () => {
  it('ends after 180 days, to the millisecond', async () => {
    const house = await example()
    const { secret } = await house.issue()
    house.advance(180 * day - 1)
    expect(await outcome(authenticator(house), `Bearer ${secret}`)).toMatchObject({ tenantId: 'acme' })
    house.advance(1)
    expect(await outcome(authenticator(house), `Bearer ${secret}`)).toBe(401)
  })

  it('has two secrets at once for a rotation, never three, and the older ends with the overlap', async () => {
    const house = await example()
    const authenticate = authenticator(house)
    const { credential, secret } = await house.issue()
    const rotated = await rotateSecret(house.storage, house.ports, { ...credential, overlap: 1_000 })
    if ('refused' in rotated) throw new Error(rotated.refused)
    expect(await rotateSecret(house.storage, house.ports, credential)).toEqual({ refused: 'tooManySecrets' })
    expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ actor: credential.id })
    expect(await outcome(authenticate, `Bearer ${rotated.secret}`)).toMatchObject({ actor: credential.id })
    house.advance(1_000)
    expect(await outcome(authenticate, `Bearer ${secret}`)).toBe(401)
    expect(await outcome(authenticate, `Bearer ${rotated.secret}`)).toMatchObject({ actor: credential.id })
    expect(await rotateSecret(house.storage, house.ports, credential)).toHaveProperty('secret')
  })

  it('takes a new secret at once, also where a copy of the credential was kept and another process rotated', async () => {
    const house = await example()
    const authenticate = authenticator({ ...house, storage: cachedAccessStorage(house.storage, house.ports.now) })
    const { credential, secret } = await house.issue()
    expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ actor: credential.id })
    const rotated = await rotateSecret(house.storage, house.ports, credential)
    if ('refused' in rotated) throw new Error(rotated.refused)
    expect(await outcome(authenticate, `Bearer ${rotated.secret}`)).toMatchObject({ actor: credential.id })
    expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ actor: credential.id })
  })

  it('goes on with one secret when the other is ended', async () => {
    const house = await example()
    const { credential, secret } = await house.issue()
    const rotated = await rotateSecret(house.storage, house.ports, credential)
    if ('refused' in rotated) throw new Error(rotated.refused)
    const secretId = credential.secrets[0]?.id
    await revoke(house.storage, house.ports.now(), { ...credential, secretId })
    expect(await revoke(house.storage, house.ports.now(), { ...credential, secretId })).toEqual({ refused: 'notFound' })
    expect(await outcome(authenticator(house), `Bearer ${secret}`)).toBe(401)
    expect(await outcome(authenticator(house), `Bearer ${rotated.secret}`)).toMatchObject({ actor: credential.id })
  })

  it('is over when it is revoked: at once here, within five seconds where another process did it', async () => {
    const house = await example()
    const here = cachedAccessStorage(house.storage, house.ports.now)
    const elsewhere = cachedAccessStorage(house.storage, house.ports.now)
    const [one, other] = [here, elsewhere].map((storage) => authenticator({ ...house, storage }))
    if (one === undefined || other === undefined) throw new Error('two processes are needed')
    const { credential, secret } = await house.issue()
    for (const each of [one, other]) expect(await outcome(each, `Bearer ${secret}`)).toMatchObject({ actor: credential.id })
    await revoke(here, house.ports.now(), credential)
    expect(await outcome(one, `Bearer ${secret}`)).toBe(401)
    house.advance(5_000)
    expect(await outcome(other, `Bearer ${secret}`)).toBe(401)
    expect(await rotateSecret(here, house.ports, credential)).toEqual({ refused: 'revoked' })
  })

  it('pauses with its tenant', async () => {
    const house = await example()
    const { secret } = await house.issue()
    await house.storage.replaceTenant(tenant('acme', { suspended: 1 }), tenant('acme'))
    expect(await outcome(authenticator(house), `Bearer ${secret}`)).toBe(401)
    await house.storage.replaceTenant(tenant('acme'), tenant('acme', { suspended: 1 }))
    expect(await outcome(authenticator(house), `Bearer ${secret}`)).toMatchObject({ tenantId: 'acme' })
  })

  it('shows the hour of the last use, written once an hour', async () => {
    const house = await example()
    const { credential, secret } = await house.issue()
    let writes = 0
    const storage: Example['storage'] = {
      ...house.storage,
      forTenant(id) {
        const records = house.storage.forTenant(id)
        return {
          ...records,
          recordUse(...use) {
            writes += 1
            return records.recordUse(...use)
          },
        }
      },
    }
    const authenticate = authenticator({ ...house, storage })
    house.advance(90 * 60_000)
    for (let each = 0; each < 5; each++) await authenticate(requestWith(`Bearer ${secret}`))
    expect((await house.storage.forTenant('acme').credential(credential.id))?.lastUsed).toBe(Date.UTC(2026, 0, 1, 1))
    expect(writes).toBe(1)
    house.advance(60 * 60_000)
    await authenticate(requestWith(`Bearer ${secret}`))
    expect(writes).toBe(2)
  })
})

describe('other ways to send a token', () => {
  it('Q-BASIC: HTTP Basic, where the credential allows it and the user is the credential', async () => {
    const house = await example()
    const { credential, secret } = await house.issue({ settings: { basic: true } })
    const authenticate = authenticator(house)
    expect(await outcome(authenticate, basic(credential.id, secret))).toMatchObject({ actor: credential.id })
    expect(await outcome(authenticate, basic('someone', secret))).toBe(401)
    expect(await outcome(authenticate, basic(credential.id, `${secret}x`))).toBe(401)
    await expect(authenticate(requestWith(basic(credential.id, 'x')))).rejects.toMatchObject({
      headers: { 'WWW-Authenticate': 'Basic realm="Rollcall", charset="UTF-8", Bearer realm="Rollcall", error="invalid_token"' },
    })
  })

  it('Q-RAW-TOKEN: without a scheme, where the credential allows it', async () => {
    const house = await example()
    const { credential, secret } = await house.issue({ settings: { rawToken: true } })
    expect(await outcome(authenticator(house), secret)).toMatchObject({ actor: credential.id })
    expect(await outcome(authenticator(house), `${secret}x`)).toBe(401)
  })

  it("the operator's own tokens are tried when a token is none of ours, and only as bearer tokens", async () => {
    const house = await example()
    const staticCaller = (token: string) => (token === 'operator' ? { tenantId: 'default', actor: 'operator', profile: strict } : undefined)
    const authenticate = authenticator(house, { staticCaller })
    expect(await outcome(authenticate, 'Bearer operator')).toMatchObject({ tenantId: 'default' })
    expect(await outcome(authenticate, basic('operator', 'operator'))).toBe(401)
    expect(await outcome(authenticate, 'operator')).toBe(401)
  })

  it("the operator's own tokens let nobody in either while their tenant is suspended", async () => {
    const house = await example()
    const staticCaller = () => ({ tenantId: 'acme', actor: 'operator', profile: strict })
    const authenticate = authenticator(house, { staticCaller })
    expect(await outcome(authenticate, 'Bearer operator')).toMatchObject({ tenantId: 'acme' })
    await house.storage.replaceTenant(tenant('acme', { suspended: 1 }), tenant('acme'))
    expect(await outcome(authenticate, 'Bearer operator')).toBe(401)
    await house.storage.replaceTenant(tenant('acme'), tenant('acme', { suspended: 1 }))
    expect(await outcome(authenticate, 'Bearer operator')).toMatchObject({ tenantId: 'acme' })
  })
})

describe('a path that names a tenant (RFC 7644 §6.1)', () => {
  it('must name that of the credential, or it is an endpoint that there is not', async () => {
    const house = await example()
    const { secret } = await house.issue()
    const tenantInPath = ({ url }: Request) => /\/t\/([^/]*)\//.exec(new URL(url).pathname)?.[1]
    const authenticate = authenticator(house, { tenantInPath })
    const at = (id: string) => outcome(authenticate, `Bearer ${secret}`, `https://id.example.com/t/${id}/scim/v2/Users`)
    expect(await at('acme')).toMatchObject({ tenantId: 'acme' })
    expect([await at('globex'), await at('none'), await at('ACME'), await at('')]).toEqual([404, 404, 404, 404])
  })
})

describe('limits', () => {
  it('a credential has its rate and no more, and says when to come back', async () => {
    const house = await example()
    const { secret } = await house.issue({ settings: { rate: { perSecond: 25, burst: 50 } } })
    const authenticate = authenticator(house)
    const statuses = []
    for (let each = 0; each < 51; each++) statuses.push(await outcome(authenticate, `Bearer ${secret}`))
    expect(statuses.slice(0, 50).some((status) => typeof status === 'number')).toBe(false)
    expect(statuses[50]).toBe(429)
    await expect(authenticate(requestWith(`Bearer ${secret}`))).rejects.toMatchObject({ status: 429, headers: { 'Retry-After': '1' } })
    house.advance(1_000)
    expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ tenantId: 'acme' })
  })

  it('who sends too much is held back a moment before it is told; who is let in, or is not known, never', async () => {
    const house = await example()
    const { secret } = await house.issue({ settings: { rate: { perSecond: 25, burst: 25 } } })
    const waits: number[] = []
    const authenticate = authenticator(house, { wait: async (milliseconds) => waits.push(milliseconds) })
    for (let each = 0; each < 25; each++) expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ tenantId: 'acme' })
    expect(await outcome(authenticate, `Bearer ${secret}x`)).toBe(401)
    expect(waits).toEqual([])
    expect(await outcome(authenticate, `Bearer ${secret}`)).toBe(429)
    expect(waits).toEqual([250])
  })

  it('all credentials of a tenant share its rate, and another tenant is not touched', async () => {
    const house = await example()
    await house.storage.replaceTenant(
      tenant('acme', { settings: { ...tenant('acme').settings, rate: { perSecond: 25, burst: 30 } } }),
      tenant('acme'),
    )
    const [one, other, foreign] = [await house.issue(), await house.issue(), await house.issue({ tenantId: 'globex' })]
    const authenticate = authenticator(house)
    for (let each = 0; each < 15; each++) {
      for (const { secret } of [one, other]) expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ tenantId: 'acme' })
    }
    expect(await outcome(authenticate, `Bearer ${one.secret}`)).toBe(429)
    expect(await outcome(authenticate, `Bearer ${foreign.secret}`)).toMatchObject({ tenantId: 'globex' })
  })

  it('an address fails 20 times a minute and is then told to wait, while what is right is let in', async () => {
    const house = await example()
    const { secret } = await house.issue()
    const authenticate = authenticator(house, { addressOf: () => '192.0.2.1' })
    const statuses = []
    for (let each = 0; each < 30; each++) expect(await outcome(authenticate, undefined)).toBe(401)
    for (let each = 0; each < 21; each++) statuses.push(await outcome(authenticate, 'Bearer wrong'))
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 401), 429])
    expect(await outcome(authenticate, `Bearer ${secret}`)).toMatchObject({ tenantId: 'acme' })
    house.advance(3_000)
    expect(await outcome(authenticate, 'Bearer wrong')).toBe(401)
  })
})
