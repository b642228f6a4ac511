import type { JsonObject } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { withoutLiterals } from './filter-literals.ts'
import { createPseudonyms } from './pseudonyms.ts'
import { recorded } from './recorder.ts'

const base = 'https://id.example.com/scim/v2'
const authorization = 'Bearer a-secret-token-of-the-customer'

/** Records what goes to a server whose answers are given, and gives what was written. */
async function record(...exchanges: [Request, Response][]): Promise<JsonObject[]> {
  const steps: JsonObject[] = []
  const answers = new Map(exchanges)
  const answer = recorded(async (request) => answers.get(request) ?? new Response(null, { status: 500 }), {
    basePath: /^\/scim\/v2/,
    write: (step) => steps.push(step),
    onEnd: () => {},
    bodyLimit: 2_000,
  })
  for (const [request, response] of exchanges) expect(await answer(request)).toBe(response)
  await new Promise((resolve) => setTimeout(resolve, 20))
  return steps
}

const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = { authorization }) =>
  new Request(`${base}${path}`, {
    method,
    headers: { 'user-agent': 'Some-IdP/1', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

describe('A recording', () => {
  const ada = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'Ada.Byron@Customer.example',
    externalId: '7f0c2d1e-5b1a-4c1f-9f60-0a1b2c3d4e5f',
    password: 'work',
    name: { givenName: 'Ada', familyName: 'Byron' },
    phoneNumbers: [{ type: 'work', value: '+44 20 7946 0018', primary: 'True' }],
    locale: 'en-GB',
    employeeNumber: '1815',
    photo: 'https://customer.example/ada.jpg',
    level: 4_711_000,
    active: true,
  }

  it('has neither secrets nor anything of a person, and keeps what matters to a server', async () => {
    const [step, ...more] = await record([
      request('POST', '/Users', ada, { authorization, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' }),
      json(201, { ...ada, id: '2819c223' }),
    ])
    expect(more).toEqual([])
    expect(step).toEqual({
      method: 'POST',
      path: '/Users',
      contentType: 'application/json',
      headers: { 'User-Agent': 'Some-IdP/1', Accept: null },
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'person1.{{run}}@example.test',
        externalId: '00000001-0000-4000-8000-00{{run}}',
        password: 'Password-{{run}}',
        name: { givenName: 'Text 1 {{run}}', familyName: 'Text 2 {{run}}' },
        phoneNumbers: [{ type: 'work', value: '+1 555 0000001', primary: 'True' }],
        locale: 'en-GB',
        employeeNumber: '900001',
        photo: 'https://example.test/1',
        level: 1_000_000,
        active: true,
      },
      capture: { id1: 'id' },
      expect: {
        status: 201,
        body: [
          { path: 'active', equals: true },
          { path: 'userName', equals: 'person1.{{run}}@example.test' },
        ],
      },
    })
    expect(JSON.stringify(step)).not.toMatch(/secret|customer|byron|2819|203\.0|7946/i)
  })

  it('knows a value again in filters, in paths and in another case, and an id wherever it stands', async () => {
    const operations = [
      { op: 'Add', path: 'emails[value eq "Ada.Byron@Customer.example"].type', value: 'work' },
      { op: 'remove', value: { manager: { $ref: 'https://id.example.com/scim/v2/Users/2819c223', value: '2819c223' } } },
    ]
    const [, lookUp, bare, patch] = await record(
      [request('POST', '/Users', ada), json(201, { ...ada, id: '2819c223' })],
      [
        request('GET', '/Users?filter=userName+eq+%22ADA.BYRON%40CUSTOMER.EXAMPLE%22+and+active+eq+true&startIndex=1&tenant=acme&x'),
        json(200, { totalResults: 1 }),
      ],
      [request('GET', '/Users?filter=userName%20eq%20ada.byron@customer.example'), json(200, { totalResults: 1 })],
      [request('PATCH', '/Users/2819c223', { Operations: operations }), new Response(null, { status: 204 })],
    )
    expect(lookUp).toMatchObject({
      query: 'filter=userName+eq+%22PERSON1.{{upper:run}}%40EXAMPLE.TEST%22+and+active+eq+true&startIndex=1&tenant=x&x',
      expect: { body: [{ path: 'totalResults', equals: 1 }] },
    })
    expect(bare).toMatchObject({ query: 'filter=userName%20eq%20person1.{{run}}%40example.test' })
    expect(patch).toMatchObject({
      path: '/Users/{{id1}}',
      body: {
        Operations: [
          { op: 'Add', path: 'emails[value eq "person1.{{run}}@example.test"].type', value: 'work' },
          { op: 'remove', value: { manager: { $ref: '{{base}}/Users/{{id1}}', value: '{{id1}}' } } },
        ],
      },
    })
  })

  it('shows of a path its endpoint, and what is public', async () => {
    const paths = ['/Users/ada%40customer.example/notes', '/ada@customer.example', '/Schemas/urn:x:y', '/Groups/.search', '/Users/', '']
    const steps = await record(...paths.map((path): [Request, Response] => [request('GET', path), json(404, {})]))
    const ada = 'person1.{{run}}%40example.test'
    expect(steps.map(({ path }) => path)).toEqual([
      `/Users/${ada}/Text%201%20{{run}}`,
      `/${ada}`,
      '/Schemas/urn:x:y',
      '/Groups/.search',
      '/Users/',
      '',
    ])
  })

  it('keeps what operations of a Bulk request call each other', async () => {
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'ada', data: { userName: 'x@customer.example' } },
      { method: 'POST', path: '/Groups', bulkId: 'g', data: { members: [{ value: 'bulkId:ada' }] } },
      { method: 'DELETE', path: '/Users/bulkId:ada' },
    ]
    const [step] = await record([request('POST', '/Bulk', { Operations: operations }), json(200, {})])
    expect(step?.['body']).toMatchObject({
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'Text 1 {{run}}' },
        { data: { members: [{ value: 'bulkId:Text 1 {{run}}' }] } },
        { path: '/Users/bulkId:Text 1 {{run}}' },
      ],
    })
  })

  it('says how a caller came in without saying by what', async () => {
    const [none, wrong] = await record(
      [request('GET', '/Users', undefined, {}), json(401, {})],
      [request('GET', '/Users', undefined, { authorization: 'Basic dXNlcjpwYXNz' }), json(401, { scimType: undefined })],
    )
    expect([none?.['auth'], wrong?.['auth']]).toEqual([false, 'Bearer not-the-token-that-was-sent'])
    expect(JSON.stringify([none, wrong])).not.toContain('dXNl')
  })

  it('leaves out what is not SCIM, what is too large, and the words of what is no JSON', async () => {
    const steps = await record(
      [new Request('https://id.example.com/oauth/token', { method: 'POST', body: 'client_secret=x' }), json(200, {})],
      [new Request('https://id.example.com/scim/v20/Users'), json(404, {})],
      [request('POST', '/Users', 'x'.repeat(2_001)), json(413, {})],
      [request('POST', '/Users', '{"userName":"ada'), json(400, { scimType: 'invalidSyntax' })],
    )
    expect(steps).toHaveLength(1)
    expect(steps[0]).toMatchObject({ raw: '{"this was no JSON', expect: { status: 400 } })
  })

  it('ends when it cannot be written, and the traffic goes on', async () => {
    const reasons: unknown[] = []
    const answer = recorded(() => new Response('{}'), {
      basePath: /^\/scim\/v2/,
      write: () => {
        throw new Error('full')
      },
      onEnd: (reason) => reasons.push(reason),
    })
    for (const _ of [1, 2, 3]) {
      expect(await (await answer(request('GET', '/Users'))).text()).toBe('{}')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(reasons).toEqual([new Error('full')])
  })
})

describe('Literals', () => {
  it.each([
    ['userName eq "a \\"b\\" c" or title sw "d"', 'userName eq "Text 1 {{run}}" or title sw "Text 2 {{run}}"'],
    ['emails[type eq "work" and value ew "@x.example"]', 'emails[type eq "work" and value ew "Text 1 {{run}}"]'],
    [
      'meta.lastModified gt "2026-01-02T03:04:05.1234567Z" and title pr',
      'meta.lastModified gt "2026-01-02T03:04:05.1234567Z" and title pr',
    ],
    ['emails[type eq work and value eq ada].display', 'emails[type eq work and value eq Text 1 {{run}}].display'],
    ['not (active eq true) and level gt 3', 'not (active eq true) and level gt 3'],
  ])('of %s are replaced', (filter, expected) => {
    expect(withoutLiterals(filter, createPseudonyms())).toBe(expected)
  })
})
