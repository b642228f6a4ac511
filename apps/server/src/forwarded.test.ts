import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createReadForwarded } from './forwarded.ts'
import { startTestServer, token } from './server.fixture.ts'

const own = 'http://127.0.0.1:8080'
const read = createReadForwarded(['10.0.0.0/8', '::1', 'fd00::/8'], own)
const from = (peer: string | undefined, headers: Readonly<Record<string, string>> = {}) =>
  read({ headers, socket: { remoteAddress: peer } })

describe('createReadForwarded', () => {
  const sent = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'id.example.com' }

  it.each(['10.1.2.3', '::ffff:10.1.2.3', '::1', 'fd12::9'])('believes the named proxy %s', (peer) => {
    expect(from(peer, sent)).toEqual({ address: '192.0.2.7', origin: 'https://id.example.com' })
  })

  it.each(['11.1.2.3', '::ffff:11.1.2.3', '::2', undefined])('believes nobody else: %s', (peer) => {
    expect(from(peer, sent)).toEqual({ address: peer, origin: undefined })
    expect(createReadForwarded([], own)({ headers: sent, socket: { remoteAddress: peer } })).toEqual({ address: peer, origin: undefined })
  })

  it.each([
    ['what the client made up is not followed', '203.0.113.1, 192.0.2.7', '192.0.2.7'],
    ['further named proxies are passed by', '203.0.113.1, 192.0.2.7, 10.0.0.9, fd00::2', '192.0.2.7'],
    ['a port is left out', '192.0.2.7:4711', '192.0.2.7'],
    ['a port of IPv6 too', '[2001:db8::7]:4711', '2001:db8::7'],
    ['what is no address ends the search', '192.0.2.7, unknown, 10.0.0.9', '10.0.0.9'],
    ['nothing is the proxy itself', '', '10.0.0.1'],
    ['all of them named is the first', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ])('%s', (_, forwardedFor, address) => {
    expect(from('10.0.0.1', { 'x-forwarded-for': forwardedFor }).address).toBe(address)
  })

  it.each([
    [{ 'x-forwarded-proto': 'https' }, 'https://127.0.0.1:8080'],
    [{ 'x-forwarded-host': 'ID.example.com:8443' }, 'http://id.example.com:8443'],
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'id.example.com:443' }, 'https://id.example.com'],
    [{ 'x-forwarded-proto': 'http, https', 'x-forwarded-host': 'evil.example, [2001:db8::1]:8443' }, 'https://[2001:db8::1]:8443'],
    [{ 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'user@evil.example' }, undefined],
    [{ 'x-forwarded-host': 'evil.example/path' }, undefined],
    [{ 'x-forwarded-host': '127.0.0.1:99999' }, undefined],
    [{ 'x-forwarded-proto': 'http', 'x-forwarded-host': '127.0.0.1:8080' }, undefined],
  ])('of %o the origin is %s', (headers, origin) => {
    expect(from('10.0.0.1', headers).origin).toBe(origin)
  })
})

describe('the server behind a proxy', () => {
  const authorization = `Bearer ${token}`
  const forwarded = { authorization, 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'id.example.com' }
  const addresses = (log: readonly string[]) => log.map((line) => JSON.parse(line).address)

  it('is called as the named proxy says, in answers, metadata and HSTS, and logs where the client is', async () => {
    const server = await startTestServer({ TRUSTED_PROXIES: '127.0.0.1' })
    const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' })
    const created = await fetch(`${server.scim}/Users`, {
      method: 'POST',
      headers: { ...forwarded, 'content-type': 'application/scim+json' },
      body,
    })
    const { id } = await created.json()
    expect(created.headers.get('location')).toBe(`https://id.example.com/api/scim/v2/Users/${id}`)
    expect(created.headers.get('strict-transport-security')).toBe('max-age=31536000')
    const metadata = await (await fetch(`${server.origin}/.well-known/oauth-authorization-server`, { headers: forwarded })).json()
    expect(metadata.token_endpoint).toBe('https://id.example.com/oauth/token')
    // The same resource, asked for directly: it has no one name.
    const direct = await (await server.send('GET', `/Users/${id}`)).json()
    expect(direct.meta.location).toBe(`${server.scim}/Users/${id}`)
    expect(addresses(server.log)).toEqual(['192.0.2.7', '127.0.0.1'])
    await server.end()
  })

  it('counts failed authentications by the client, not by the proxy', async () => {
    const server = await startTestServer({ TRUSTED_PROXIES: '127.0.0.0/8' })
    const tries = async (address: string, times: number) => {
      const statuses: number[] = []
      const headers = { authorization: 'Bearer wrong', 'x-forwarded-for': address }
      for (let each = 0; each < times; each++) statuses.push((await fetch(`${server.scim}/Users`, { headers })).status)
      return statuses
    }
    expect((await tries('192.0.2.7', 21)).at(-1)).toBe(429)
    expect(await tries('192.0.2.8', 1)).toEqual([401])
    await server.end()
  })

  it('believes nobody who is not named', async () => {
    const server = await startTestServer({ TRUSTED_PROXIES: '10.0.0.0/8' })
    const answer = await (await fetch(`${server.scim}/ResourceTypes/User`, { headers: forwarded })).json()
    expect(answer.meta.location).toBe(`${server.scim}/ResourceTypes/User`)
    expect(addresses(server.log)).toEqual(['127.0.0.1'])
    await server.end()
  })

  it('believes BASE_URL before everybody', async () => {
    const port = String(await freePort())
    const server = await startTestServer({ TRUSTED_PROXIES: '127.0.0.1', BASE_URL: 'https://scim.example.com', PORT: port })
    const answer = await (await fetch(`http://127.0.0.1:${port}/api/scim/v2/ResourceTypes/User`, { headers: forwarded })).json()
    expect(answer.meta.location).toBe('https://scim.example.com/api/scim/v2/ResourceTypes/User')
    expect(addresses(server.log)).toEqual(['192.0.2.7'])
    await server.end()
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}
