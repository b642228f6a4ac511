import { createServer, type IncomingMessage } from 'node:http'
import { afterAll, describe, expect, it } from 'vitest'
import { overFetch } from './over-fetch.ts'
import { overHttp } from './over-http.ts'

/** Echoes the request line, the headers and the body, byte by byte. */
const echo = createServer((request: IncomingMessage, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const { method, url, rawHeaders } = request
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.end(JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(pieces).toString('latin1') }))
  })
})
await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
const address = echo.address()
const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
const wire = overHttp()
afterAll(() => {
  wire.close()
  echo.close()
})

describe('Requests over node:http', () => {
  it('go out as they are: raw quotes, a bare question mark, no header of our own', async () => {
    const answer = await wire.send({ method: 'GET', url: `${base}/a?x="y"`, headers: {} })
    const { url, rawHeaders } = JSON.parse(answer.body)
    expect(url).toBe('/a?x="y"')
    expect(rawHeaders.filter((_: string, index: number) => index % 2 === 0).map((name: string) => name.toLowerCase())).toEqual([
      'host',
      'connection',
    ])
    expect(JSON.parse((await wire.send({ method: 'GET', url: `${base}/a?`, headers: {} })).body).url).toBe('/a?')
    expect(answer.headers['set-cookie']).toBe('a=1, b=2')
  })

  it('carry bodies as text and as bytes, with a length or in pieces', async () => {
    const send = async (body: string | Uint8Array, chunked = false) =>
      JSON.parse((await wire.send({ method: 'PUT', url: `${base}/`, headers: {}, body, chunked })).body)
    expect(await send('é')).toMatchObject({ body: 'Ã©', rawHeaders: expect.arrayContaining(['content-length', '2']) })
    expect(await send(new Uint8Array([255, 254]))).toMatchObject({ body: 'ÿþ' })
    const pieces = await send('abc', true)
    expect(pieces.body).toBe('abc')
    expect(pieces.rawHeaders.map((each: string) => each.toLowerCase())).toContain('chunked')
  })

  it('fail where nobody listens', async () => {
    await expect(wire.send({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {} })).rejects.toThrow('ECONNREFUSED')
  })
})

describe('Requests over fetch', () => {
  it('reach a router in the same process', async () => {
    const send = overFetch(
      async (request) =>
        new Response(`${request.method} ${request.url} ${request.headers.get('accept')} ${await request.text()}`, {
          status: 201,
          headers: { ETag: 'W/"1"' },
        }),
    )
    const answer = await send({ method: 'POST', url: 'http://x/a?b=1', headers: { accept: 'c' }, body: 'é', chunked: true })
    expect(answer).toMatchObject({ status: 201, body: 'POST http://x/a?b=1 c é', headers: { etag: 'W/"1"' } })
  })
})
