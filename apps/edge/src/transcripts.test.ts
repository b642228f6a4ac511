import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadRecordings, loadScenariosIfPresent, runScenario, type ScenarioResult } from '@rollcall/scim-conformance'
import { afterAll, describe, expect, it } from 'vitest'
import { scim, startEdge, token } from './edge.fixture.ts'

// Recordings that lie beside the repository; they are replayed where they are there.
const beside = fileURLToPath(new URL('../../../../shared/clients/transcripts.json', import.meta.url))
const own = await loadRecordings()
const others = await loadScenariosIfPresent(beside)
// Node's test keeps the document; a scenario that waits here needs equipment that the Worker has not, such as OAuth clients.
const onNode = readFileSync(new URL('../../../docs/clients.md', import.meta.url), 'utf8').split('\n')

it.skipIf(others !== undefined)('the recordings beside the repository are not there: only those of our own are replayed', () => {})

describe.each([
  ['compat', 3],
  ['strict', 4],
] as const)('Recorded clients against workerd on D1, in the profile %s', async (profile, column) => {
  const edge = await startEdge({ PROFILE: profile, LOG_LEVEL: 'error' })
  afterAll(() => edge.end())
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'somebody' }
  await edge.send({ method: 'POST', url: `${scim}/Users`, headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(user) })
  const results: ScenarioResult[] = []
  for (const scenario of profile === 'compat' ? [...own, ...(others ?? [])] : own)
    results.push(await runScenario(scenario, { base: scim, token, send: edge.send }))

  it.each(results.filter(({ status }) => status !== 'waiting'))('$client: $scenario is answered as by Node', (result) => {
    const row = onNode.find((line) => line.includes(`\`${result.scenario}\``))
    const cell = row?.split(' | ')[column]?.replace(/ \|$/, '')
    const outcome = result.failure === undefined ? 'pass' : result.failure.refusedCleanly ? 'refused' : 'fail'
    // Recordings beside the repository may be newer than the document.
    const node = cell === undefined ? outcome : /^refused/.test(cell) ? 'refused' : /fail/.test(cell) ? 'fail' : 'pass'
    expect(outcome, JSON.stringify(result.failure)).toBe(node)
    if (profile === 'compat') expect(outcome).toBe('pass')
  })

  it('nothing failed on our side', () => {
    expect(edge.log()).toEqual([])
    expect(results.length).toBeGreaterThan(10)
  })
})
