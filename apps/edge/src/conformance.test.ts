import { readFileSync } from 'node:fs'
import { adminPath } from '@rollcall/access'
import { type ProfileName, type RequirementResult, runSuite } from '@rollcall/scim-conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminToken } from '../../server/src/access-matrix.fixture.ts'
import { origin, scim, startEdge, startWorker, type TestEdge } from './edge.fixture.ts'
import { tokensOf } from './equipped.fixture.ts'

let edge: TestEdge
let equipped: TestEdge
beforeAll(async () => {
  edge = await startEdge({ PROFILE: 'strict', ADMIN_TOKEN: adminToken, LOG_LEVEL: 'error' })
  equipped = await startWorker('equipped.fixture.ts', { BASE_URL: scim })
})
afterAll(async () => {
  await edge.end()
  await equipped.end()
})

/** The Worker as it is deployed; what it has not the equipment for is asked of one that has. */
async function examine(profile: ProfileName): Promise<RequirementResult[]> {
  const { results } = await runSuite({ base: scim, token: await tokenOf(profile), send: edge.send }, { profile })
  const missing = results.filter(({ outcome }) => outcome.status === 'not applicable').map(({ id }) => id)
  const more = await runSuite({ base: scim, ...tokensOf(profile), send: equipped.send }, { profile, only: missing })
  return results.map((result) => more.results.find(({ id, title }) => id === result.id && title === result.title) ?? result)
}

/** A credential of a tenant of its own, which speaks the profile. */
async function tokenOf(profile: ProfileName): Promise<string> {
  const ask = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
    return JSON.parse((await edge.send({ method: 'POST', url: `${origin}${adminPath}${path}`, headers, body: JSON.stringify(body) })).body)
  }
  const rate = { perSecond: 100_000, burst: 1_000_000 }
  await ask('/tenants', { id: profile, settings: { rate } })
  const { token } = await ask(`/tenants/${profile}/credentials`, {
    name: profile,
    profile,
    scopes: ['users:write', 'groups:write'],
    settings: { rate },
  })
  return String(token)
}

const words = { passed: 'pass', failed: '**fail**', 'not applicable': 'not applicable', 'not testable': 'not testable' } as const

/** How Node did, by the document that its own test keeps. */
function onNode(profile: ProfileName): Map<string, string> {
  const document = readFileSync(new URL('../../../docs/conformance.md', import.meta.url), 'utf8')
  const rows = document
    .split('\n')
    .flatMap((line) => (/^\| [A-Z]+-/.test(line) ? [line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''))] : []))
  return new Map(
    rows.map(([id = '', , title = '', strict = '', compat = '']) => [`${id} ${title}`, profile === 'strict' ? strict : compat]),
  )
}

describe('SCIM 2.0 in workerd on D1 is met where Node meets it, requirement by requirement', () => {
  it.each(['strict', 'compat'] as const)(
    'in the profile %s',
    async (profile) => {
      const results = await examine(profile)
      const node = onNode(profile)
      const here = results.map(({ id, title, ref, outcome }): [key: string, how: string] => [
        `${id} ${title} (${ref})`,
        words[outcome.status],
      ])
      // In the document an explanation may follow.
      const there = here.map(([key]) => [key, node.get(key)?.split(/[:;]/)[0]])
      const reasons = results.flatMap(({ id, outcome }) => (outcome.status === 'failed' ? [`${id}: ${outcome.reason}`] : []))
      expect(Object.fromEntries(here), reasons.join('\n')).toEqual(Object.fromEntries(there))
      expect(here.length).toBeGreaterThan(200)
      expect(edge.log()).toEqual([])
    },
    600_000,
  )
})
