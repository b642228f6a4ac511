import { createServer, request as plainRequest } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchPublicKeys, type Network } from './fetch-keys.ts'
import { isPublicAddress } from './public-address.ts'

const secret = 'SECRET-OF-THE-METADATA-SERVICE'
const keys = { keys: [{ kty: 'OKP', kid: 'k1' }] }

let asked: string[] = []
const server = createServer(async (incoming, answer) => {
  asked.push(`${incoming.method} ${incoming.url} ${incoming.headers.host?.split(':')[0]} ${await text(incoming)}`.trim())
  switch (incoming.url) {
    case '/keys':
      return answer.end(JSON.stringify(keys))
    case '/redirect':
      return answer.writeHead(302, { location: '/keys' }).end()
    case '/secret':
      return answer.end(secret)
    case '/refused':
      return answer.writeHead(403).end(secret)
    case '/large':
      return answer.end(`"${'x'.repeat(300_000)}"`)
    default:
      answer.write('{')
      while (!answer.destroyed) {
        answer.write(' ')
        await wait(20)
      }
      return answer
  }
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' ? (address?.port ?? 0) : 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** This machine in the place of the Internet, without TLS. */
const network = (more: Partial<Network> = {}): Network => ({
  request: (uri, options, answered) => plainRequest(uri.replace('https:', 'http:'), options, answered),
  addressesOf: async () => ['127.0.0.1'],
  isPublic: () => true,
  ...more,
})
const at = (path: string) => `https://login.example.com:${port}${path}`

describe('Keys that a tenant chose', () => {
  it('are fetched from where the name leads, by one GET', async () => {
    asked = []
    expect(await fetchPublicKeys(at('/keys'), network())).toEqual(keys)
    expect(asked).toEqual(['GET /keys login.example.com'])
  })

  it('are not fetched over a redirect', async () => {
    asked = []
    await expect(fetchPublicKeys(at('/redirect'), network())).rejects.toThrow('answers 302.')
    expect(asked).toHaveLength(1)
  })

  it.each(['/secret', '/refused'])('tell nothing of what was answered when it is no key set: %s', async (path) => {
    const error: unknown = await fetchPublicKeys(at(path), network()).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect(String(error instanceof Error ? `${error.stack}${error.cause}` : error)).not.toContain(secret.slice(0, 8))
  })

  it('are no more than 256 KiB', () => expect(fetchPublicKeys(at('/large'), network())).rejects.toThrow('more than a key set'))

  it('are waited for so long and no longer, however they trickle', async () => {
    const begun = performance.now()
    await expect(fetchPublicKeys(at('/trickle'), network(), 200)).rejects.toThrow()
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('are waited for no longer while a name server does not answer', async () => {
    const addressesOf = () => new Promise<never>(() => {})
    await expect(fetchPublicKeys(at('/keys'), network({ addressesOf }), 200)).rejects.toThrow()
  })

  it.each([
    ['this machine', ['127.0.0.1']],
    ['this machine in IPv6', ['::1']],
    ['this machine in other clothes', ['::ffff:127.0.0.1']],
    ['a network of its own', ['10.0.0.7', 'fd00::7', '169.254.169.254']],
    ['nothing', []],
  ])('have nobody connect where a public name leads to %s', async (_, addresses) => {
    let connections = 0
    const listening = createTcpServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    const address = listening.address()
    const own = typeof address === 'object' ? address?.port : 0
    const looked: Partial<Network> = { addressesOf: async () => addresses, isPublic: isPublicAddress }
    await expect(fetchPublicKeys(`https://login.example.com:${own}/keys`, network(looked))).rejects.toThrow(
      'login.example.com has no public address.',
    )
    listening.close()
    expect(connections).toBe(0)
  })

  it('come from the public addresses of a name that has others as well', async () => {
    const looked: Partial<Network> = {
      addressesOf: async () => ['10.0.0.7', '127.0.0.1'],
      isPublic: (address) => address === '127.0.0.1',
    }
    expect(await fetchPublicKeys(at('/keys'), network(looked))).toEqual(keys)
  })

  it.each(['https://127.0.0.1', 'https://[::1]', 'https://0x7f000001'])('are not fetched from an address: %s', async (origin) => {
    asked = []
    await expect(fetchPublicKeys(`${origin}:${port}/keys`, network())).rejects.toThrow('not fetched from an address')
    expect(asked).toEqual([])
  })

  it('are fetched by TLS and by nothing else', async () => {
    asked = []
    const { addressesOf, isPublic } = network()
    const { request } = await import('node:https')
    for (const protocol of ['http', 'https'])
      await expect(fetchPublicKeys(`${protocol}://login.example.com:${port}/keys`, { request, addressesOf, isPublic })).rejects.toThrow()
    expect(asked).toEqual([])
  })
})
