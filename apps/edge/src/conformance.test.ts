import { readFileSync } from 'node:fs'
import { type ProfileName, type RequirementResult, runSuite } from '@rollcall/scim-conformance'
import { describe, expect, it } from 'vitest'
import { scim, startEdge, startWorker, token } from './edge.fixture.ts'
import { features } from './equipped.fixture.ts'

/** The Worker as it is deployed; what it has not the equipment for is asked of one that has. */
async function examine(profile: ProfileName): Promise<RequirementResult[]> {
  const edge = await startEdge({ PROFILE: profile, LOG_LEVEL: 'error' })
  const { results } = await runSuite({ base: scim, token, send: edge.send }, { profile })
  const failures = edge.log()
  await edge.end()
  expect(failures).toEqual([])
  const missing = results.filter(({ outcome }) => outcome.status === 'not applicable').map(({ id }) => id)
  const equipped = await startWorker('equipped.fixture.ts', { BASE_URL: scim, PROFILE: profile, TOKEN: token })
  const more = await runSuite({ base: scim, token, features, send: equipped.send }, { profile, only: missing })
  await equipped.end()
  return results.map((result) => more.results.find(({ id, title }) => id === result.id && title === result.title) ?? result)
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

// What compat is beside strict is the core's business, and recorded clients speak to it.
describe.each(['strict'] as const)('SCIM 2.0 in workerd on D1, in the profile %s', async (profile) => {
  const results = await examine(profile)
  const node = onNode(profile)

  it('is met where Node meets it, requirement by requirement', () => {
    const here = results.map(({ id, title, ref, outcome }): [key: string, how: string] => [
      `${id} ${title} (${ref})`,
      words[outcome.status],
    ])
    // In the document an explanation may follow.
    const there = here.map(([key]) => [key, node.get(key)?.split(/[:;]/)[0]])
    const reasons = results.flatMap(({ id, outcome }) => (outcome.status === 'failed' ? [`${id}: ${outcome.reason}`] : []))
    expect(Object.fromEntries(here), reasons.join('\n')).toEqual(Object.fromEntries(there))
    expect(here.length).toBeGreaterThan(200)
  })
})
