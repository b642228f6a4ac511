import { fileURLToPath } from 'node:url'
import { clientsReport, loadRecordings, loadScenariosIfPresent, runScenario, type ScenarioResult } from '@rollcall/scim-conformance'
import { describe, expect, it } from 'vitest'
import { startTestServer, token } from './server.fixture.ts'

// Recordings that lie beside the repository; they are replayed where they are there.
const beside = fileURLToPath(new URL('../../../../shared/clients/transcripts.json', import.meta.url))

const own = await loadRecordings()
const others = await loadScenariosIfPresent(beside)
const scenarios = [...own, ...(others ?? [])]

/** What strict answers otherwise than a vendor needs, without refusing it: two groups may have one name (D-37). */
const otherwiseInStrict = ['entra-duplicate-group-409', 'authentik-group-409']

async function replay(profile: string): Promise<ScenarioResult[]> {
  const server = await startTestServer({ PROFILE: profile, LOG_LEVEL: 'silent' })
  await server.send('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'somebody' })
  const results: ScenarioResult[] = []
  for (const scenario of scenarios) results.push(await runScenario(scenario, { base: server.scim, token }))
  await server.end()
  return results
}

function skipWaiting(results: readonly ScenarioResult[]): ScenarioResult[] {
  for (const { scenario, waitingFor } of results) {
    if (waitingFor.length > 0) it.skip(`${scenario} waits for ${waitingFor.join(', ')}`, () => {})
  }
  return results.filter(({ status }) => status !== 'waiting')
}

it.skipIf(others !== undefined)('the recordings beside the repository are not there: only those of our own are replayed', () => {})

const [compat, strict] = [await replay('compat'), await replay('strict')]

describe('In compat every recorded client is understood', () => {
  it.each(skipWaiting(compat))('$client: $scenario', ({ failure }) => {
    expect(failure).toBeUndefined()
  })
})

describe('In strict a recorded client is understood, or turned away with a 400 that says why', () => {
  it.each(skipWaiting(strict))('$client: $scenario ($class)', ({ scenario, class: kind, failure }) => {
    if (kind === 'rfc') expect(failure).toBeUndefined()
    else if (otherwiseInStrict.includes(scenario)) expect(failure?.unmet.join()).toContain('expected status 409, got 201')
    else expect(failure === undefined || failure.refusedCleanly, JSON.stringify(failure)).toBe(true)
  })
})

it.skipIf(others === undefined)('docs/clients.md says what was found (renew it with vitest -u)', async () => {
  const introduction = [
    '# Clients',
    '',
    'Written by the test that replays recorded conversations of identity providers against the server. `rfc`: any strict server must',
    'understand it; `vendor`: the RFC leaves it open and the vendor needs it; `lenient`: a request is outside the RFC, and `strict` may refuse it.',
  ].join('\n')
  const runs = [
    { profile: 'compat', results: compat },
    { profile: 'strict', results: strict },
  ]
  await expect(clientsReport(runs, introduction)).toMatchFileSnapshot('../../../docs/clients.md')
})
