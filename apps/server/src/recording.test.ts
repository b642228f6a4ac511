import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadRecordings, loadScenarios, runScenario, type Scenario } from '@rollcall/scim-conformance'
import { afterAll, describe, expect, it } from 'vitest'
import { createLog } from './log.ts'
import { recordedInto } from './recording.ts'
import { startTestServer, token } from './server.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-recordings-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a client that plays these scenarios leaves in a recording. */
async function recordingOf(scenarios: readonly Scenario[], into: string) {
  const server = await startTestServer({ RECORD: into })
  for (const scenario of scenarios) expect((await runScenario(scenario, { base: server.scim, token })).failure).toBeUndefined()
  const { log } = server
  await server.end()
  const [file = ''] = readdirSync(into)
  return { log, file: join(into, file), recordings: await loadScenarios(join(into, file)) }
}

describe('A recording', async () => {
  const names = [
    'own-entra-joiner-mover-leaver',
    'own-entra-group-life',
    'own-okta-spec-and-crud',
    'own-okta-group-push',
    'own-authentik-people',
  ]
  const scenarios = (await loadRecordings()).filter(({ scenario }) => names.includes(scenario))

  it.each(scenarios)('of $scenario passes when it is replayed against a fresh server', async (scenario) => {
    const { recordings } = await recordingOf([scenario], join(folder, scenario.scenario))
    expect(recordings).toHaveLength(1)
    expect(recordings[0]?.steps.length).toBeGreaterThanOrEqual(scenario.steps.length)
    const server = await startTestServer()
    // Twice: a recording holds no value that could be there only once.
    for (const _ of [1, 2]) {
      for (const recording of recordings) expect((await runScenario(recording, { base: server.scim, token })).failure).toBeUndefined()
    }
    await server.end()
  })

  it('is announced loudly, is one file that only its owner reads, and has no value of a person and no token', async () => {
    const { log, file } = await recordingOf(scenarios, join(folder, 'all'))
    expect(log.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 40, msg: expect.stringContaining(`RECORDING all SCIM traffic to ${file}`) }),
    )
    expect(readdirSync(join(folder, 'all'))).toHaveLength(1)
    expect(statSync(file).mode & 0o077).toBe(0)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toMatch(/Zielinski|Piotr|Haddad|Lovelace|555 0111|Berge|crew\d|Deck|Bearer a-token/i)
    expect(text).not.toContain(token)
  })

  it('ends at its limit as a whole file, and the traffic goes on', async () => {
    const into = join(folder, 'small')
    const log: string[] = []
    const answer = recordedInto(into, () => new Response('{}'), '/scim', createLog('info', { write: (line) => void log.push(line) }), 1_500)
    for (let request = 0; request < 20; request++) expect((await answer(new Request('http://localhost/scim/Users'))).status).toBe(200)
    await expect.poll(() => log.at(-1)).toContain('The recording has ended')
    const [file = ''] = readdirSync(into)
    expect(statSync(join(into, file)).size).toBeLessThanOrEqual(1_500)
    const [recording] = await loadScenarios(join(into, file))
    expect(recording?.steps.length).toBeGreaterThan(2)
  })

  it('has what tenants are asked at their own base, and neither tokens nor the work of administrators', async () => {
    const into = join(folder, 'bases')
    const answer = recordedInto(into, () => new Response('{}'), '/api/scim/v2', createLog('silent'))
    const recorded = ['/api/scim/v2/Users', '/api/scim/Users?count=1', '/t/acme/scim/v2/Users/7', '/api/scim/v2']
    for (const path of [...recorded, '/oauth/token', '/api/admin/v1/tenants', '/api/scim2/Users', '/t/acme/scim/Users', '/healthz'])
      await answer(new Request(`http://localhost${path}`))
    const file = join(into, readdirSync(into)[0] ?? '')
    const steps = async () => (await loadScenarios(file))[0]?.steps.map(({ path }) => path)
    await expect.poll(steps).toEqual(['/Users', '/Users', expect.stringMatching(/^\/Users\/9/), ''])
  })

  it('is not made unless it is asked for', async () => {
    const server = await startTestServer()
    expect(server.log.join()).not.toContain('RECORDING')
    await server.end()
  })
})

describe('What was tolerated', () => {
  const patch = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
  }
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' }

  it.each([
    ['0', null],
    ['1', 'Q-OP-CASE, Q-STR-BOOL'],
  ])('is in the log with its reason, and in the answer with DEBUG_TOLERANCES=%s as %s', async (setting, header) => {
    const server = await startTestServer({ DEBUG_TOLERANCES: setting })
    const { id } = await (await server.send('POST', '/Users', user)).json()
    const response = await server.send('PATCH', `/Users/${id}`, patch)
    expect([response.status, response.headers.get('x-scim-tolerated')]).toEqual([200, header])
    await expect
      .poll(() => JSON.parse(server.log.at(-1) ?? '{}').tolerated)
      .toEqual([
        { id: 'Q-OP-CASE', because: 'Entra capitalises op: "Add", "Replace", "Remove".' },
        { id: 'Q-STR-BOOL', because: 'Entra and Keycloak send booleans as the strings "True" and "False".' },
      ])
    await server.end()
  })
})
