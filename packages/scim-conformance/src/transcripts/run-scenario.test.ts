import { afterAll, describe, expect, it } from 'vitest'
import type { WireRequest } from '../http/wire.ts'
import { fakeToken, startFakeServiceProvider } from '../testing/fake-service-provider.ts'
import { loadRecordings, loadScenariosIfPresent } from './load-scenarios.ts'
import { runScenario } from './run-scenario.ts'
import { readScenarios, type Scenario, type Step } from './scenario.ts'

const fake = await startFakeServiceProvider()
afterAll(() => fake.stop())
const target = { base: fake.base, token: fakeToken }

const user = 'urn:ietf:params:scim:schemas:core:2.0:User'
const scenario = (steps: Step[], more: Partial<Scenario> = {}): Scenario => ({
  client: 'test',
  scenario: 'test',
  title: 'A test',
  class: 'rfc',
  steps,
  ...more,
})
const create: Step = {
  method: 'POST',
  path: '/Users',
  body: { schemas: [user], userName: '{{name}}{{i}}' },
  repeat: { as: 'i', from: 1, to: 2 },
  capture: { 'id{{i}}': 'id' },
  expect: { status: 201, headers: { location: '/Users/' }, body: [{ path: 'userName', equals: '{{name}}{{i}}' }] },
}

/** Answers everything with 200 and keeps what was sent. */
function recorder() {
  const sent: WireRequest[] = []
  return {
    sent,
    send: async (request: WireRequest) => {
      sent.push(request)
      return { status: 200, headers: {}, body: '{"id":"1"}', milliseconds: 1 }
    },
  }
}

describe('runScenario', () => {
  it('replays steps with variables, captures and repetitions', async () => {
    const find: Step = {
      method: 'GET',
      path: '/Users',
      query: 'filter=userName+eq+%22{{upper:name}}2%22',
      expect: { status: 200, body: [{ path: 'Resources[0].id', equals: '{{id2}}' }] },
    }
    const remove: Step = {
      method: 'DELETE',
      path: '/Users/{{id{{i}}}}',
      repeat: { as: 'i', from: 1, to: 2 },
      expect: { status: 204, noBody: true },
    }
    const result = await runScenario(scenario([create, find, remove], { vars: { r: '{{$rand}}', name: 'n{{r}}@x' } }), target)
    expect(result).toMatchObject({ status: 'passed', waitingFor: [] })
  })

  it('ends at the first answer that is not as recorded, and still deletes', async () => {
    const wrong: Step = {
      name: 'no such title',
      method: 'GET',
      path: '/Users/{{id1}}',
      expect: { status: 200, body: [{ path: 'title', exists: true }] },
    }
    const unsent: Step = { method: 'GET', path: '/Users/{{id1}}', expect: { status: 500 } }
    const remove: Step = { method: 'DELETE', path: '/Users/{{id1}}', expect: { status: 204 } }
    const result = await runScenario(
      scenario([{ ...create, repeat: { as: 'i', from: 1, to: 1 } }, wrong, unsent, remove], { vars: { name: 'gone{{$rand}}' } }),
      target,
    )
    expect(result.failure).toMatchObject({
      step: '2 (no such title)',
      unmet: ['expected title to be present, got nothing'],
      refusedCleanly: false,
    })
    const found = await fetch(`${fake.base}/Users?filter=userName sw "gone"`, { headers: { authorization: `Bearer ${fakeToken}` } })
    expect(await found.json()).toMatchObject({ totalResults: 0 })
  })

  it('tells a clean refusal from other failures', async () => {
    const step: Step = { method: 'POST', path: '/Users', body: { schemas: [user] }, expect: { status: 201 } }
    expect((await runScenario(scenario([step]), target)).failure).toMatchObject({ refusedCleanly: true })
  })

  it('waits, by name, for what the server does not offer', async () => {
    const needing = scenario([create], { requires: ['etag', 'basic-auth', 'resource-type:Role', 'resource-type:Group'] })
    expect(await runScenario(needing, target)).toMatchObject({ status: 'waiting', waitingFor: ['basic-auth', 'resource-type:Role'] })
    expect((await runScenario(needing, { ...target, features: { offers: [] } })).waitingFor).toHaveLength(4)
  })

  it.each<[string, Partial<Step>, Partial<WireRequest>]>([
    [
      'the bearer token and SCIM by default',
      { body: {} },
      {
        headers: {
          accept: 'application/scim+json',
          'user-agent': expect.any(String),
          authorization: 'Bearer t',
          'content-type': 'application/scim+json',
        },
        body: '{}',
      },
    ],
    ['no header that is null', { headers: { 'User-Agent': null, Accept: null }, auth: false }, { headers: {} }],
    [
      'another authorization',
      { auth: 'Basic {{b64:u:p}}', headers: { Accept: null, 'User-Agent': null } },
      { headers: { authorization: `Basic ${btoa('a:b')}` } },
    ],
    [
      'no content type when it is empty',
      { contentType: '', body: {}, auth: false, headers: { Accept: null, 'User-Agent': null } },
      { headers: {}, body: '{}' },
    ],
    [
      'a raw body as it is',
      { raw: '{"a":"{{u}}', auth: false, headers: { Accept: null, 'User-Agent': null } },
      { headers: { 'content-type': 'application/scim+json' }, body: '{"a":"a' },
    ],
    [
      'a form',
      { form: { grant_type: 'x y', id: '{{u}}' }, auth: false, headers: { Accept: null, 'User-Agent': null } },
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=x+y&id=a' },
    ],
    ['a bare question mark', { query: '' }, { url: 'http://x/scim/Users?' }],
    ['raw quotes', { query: 'filter=a eq "{{q}}"' }, { url: 'http://x/scim/Users?filter=a eq "%22"' }],
    ['to the token endpoint, whose query is kept', { base: 'token', path: '', query: 'b=1' }, { url: 'http://x/token?a=1&b=1' }],
  ])('sends %s', async (_, step, expected) => {
    const { sent, send } = recorder()
    const variables = { u: 'a', p: 'b', q: '"', tokenEndpoint: 'http://x/token?a=1' }
    const whole: Step = { method: 'POST', path: '/Users', expect: { status: 200 }, ...step }
    await runScenario(scenario([whole]), { base: 'http://x/scim/', token: 't', send, features: { variables } })
    expect(sent[0]).toMatchObject(expected)
    if (expected.headers !== undefined) expect(sent[0]?.headers).toEqual(expected.headers)
  })
})

describe('Transcript files', () => {
  it('that come with this package are whole, and their scenarios have names of their own', async () => {
    const names = (await loadRecordings()).map(({ scenario }) => scenario)
    expect(names.length).toBeGreaterThanOrEqual(6)
    expect(new Set(names).size).toBe(names.length)
  })

  it('that are not there are undefined, and such that are no transcripts are refused', async () => {
    expect(await loadScenariosIfPresent('/nowhere/transcripts.json')).toBeUndefined()
    expect(() => readScenarios({})).toThrow('array of scenarios')
    expect(() => readScenarios([{ scenario: 'x', client: 'y', title: 'z', class: 'odd', steps: [] }])).toThrow('Scenario x needs')
    expect(() => readScenarios([{ scenario: 'x', client: 'y', title: 'z', class: 'rfc', steps: [{ method: 'GET', path: '/' }] }])).toThrow(
      'Scenario x needs',
    )
  })
})
