import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checklist } from './checklist/checklist.ts'
import { overHttp } from './http/over-http.ts'
import { runSuite, type SuiteResult } from './suite.ts'
import { fakeToken, startFakeServiceProvider } from './testing/fake-service-provider.ts'
import { spoilers } from './testing/spoilers.ts'

const fake = await startFakeServiceProvider()
const wire = overHttp()
const target = { base: fake.base, token: fakeToken }
let whole: SuiteResult

beforeAll(async () => {
  whole = await runSuite(target)
})

afterAll(async () => {
  wire.close()
  await fake.stop()
})

const idsThat = (status: string) => whole.results.filter(({ outcome }) => outcome.status === status).map(({ id }) => id)

describe('The checklist', () => {
  const all = checklist.flatMap(({ requirements }) => requirements)

  it('states each requirement once, or once for each profile', () => {
    const stated = new Map<string, string[]>()
    for (const each of all) stated.set(each.id, [...(stated.get(each.id) ?? []), ('profile' in each && each.profile) || 'both'])
    for (const [id, profiles] of stated)
      expect(new Set(profiles).size, `${id} is stated twice for ${profiles.join()}`).toBe(profiles.length)
  })

  it('says of every requirement that no request can show why that is so', () => {
    const reasons = all.flatMap((each) => ('notTestable' in each ? [each.notTestable] : []))
    expect(reasons.length).toBeGreaterThan(0)
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{30,}\.$/)
  })

  it('refers to an RFC or a named source in each requirement', () => {
    for (const { id, ref } of all) expect(ref, id).toMatch(/^(RFC \d{4} §|RFC \d{4}|OWASP|Unicode)/)
  })
})

describe('The suite against a plain server', () => {
  it('passes what is right, fails what is wrong, and tells what does not apply', () => {
    expect(idsThat('passed')).toEqual(
      expect.arrayContaining(['PROT-4-01', 'PROT-3.3-03', 'PROT-3.4.2-02', 'PROT-3.5.1-01', 'PROT-3.6-02', 'PROT-3.14-06']),
    )
    expect(idsThat('failed')).toEqual(expect.arrayContaining(['PROT-3.4.2.2-09', 'PROT-3.5.2-20', 'PROT-5-01']))
    expect(idsThat('not applicable')).toEqual(expect.arrayContaining(['PROT-3.7-11', 'CURS-2-03', 'PROT-3.11-04']))
    expect(idsThat('not testable')).toContain('PROT-3.7-20')
    expect(whole.conforms).toBe(false)
  })

  it('says in each failure what was sent, what was expected and what came', () => {
    for (const { id, outcome } of whole.results) {
      if (outcome.status === 'failed')
        expect(outcome.reason, id).toMatch(/^(GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD) \/scim.*: expected .+; got ./s)
    }
  })

  it('leaves nothing behind', async () => {
    for (const endpoint of ['/Users', '/Groups']) {
      const { body } = await wire.send({ method: 'GET', url: `${fake.base}${endpoint}`, headers: { authorization: `Bearer ${fakeToken}` } })
      expect(JSON.parse(body)).toMatchObject({ totalResults: 0 })
    }
  })

  it('runs single requirements and groups of them', async () => {
    const one = await runSuite(target, { only: ['PROT-3.6-02'] })
    expect(one.results.map(({ id, outcome }) => [id, outcome.status])).toEqual([['PROT-3.6-02', 'passed']])
    expect(one.conforms).toBe(true)
    const some = await runSuite(target, { only: ['PROT-3.6'] })
    expect(some.results.length).toBe(8)
  })

  it('fails on a server that is not there', async () => {
    const { results, conforms } = await runSuite({ base: 'http://127.0.0.1:1/scim', token: 'x' }, { only: ['PROT-4-01'] })
    expect(conforms).toBe(false)
    expect(results[0]?.outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining('ECONNREFUSED') })
  })
})

describe('The suite notices a server that', () => {
  it.each(spoilers)('$fault', async ({ spoil, noticedBy }) => {
    // Of what has to notice the fault, only what passes without it shows anything here; the server's own tests try the rest.
    const only = noticedBy.filter((id) => idsThat('passed').includes(id))
    const { results } = await runSuite({ ...target, send: spoil(wire.send) }, { only })
    const unnoticed = results.filter(({ id, outcome }) => only.includes(id) && outcome.status !== 'failed')
    expect(unnoticed.map(({ id }) => id)).toEqual([])
  })

  it('has any of most of these faults, even in front of a server as plain as this', () => {
    const passed = idsThat('passed')
    const shown = spoilers.filter(({ noticedBy }) => noticedBy.some((id) => passed.includes(id)))
    expect(shown.length / spoilers.length).toBeGreaterThan(0.7)
  })
})
