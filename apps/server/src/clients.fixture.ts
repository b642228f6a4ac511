import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type ClientsRun,
  clientsReport,
  loadRecordings,
  loadScenariosIfPresent,
  runScenario,
  type Scenario,
  type ScenarioResult,
  type Target,
} from '@rollcall/scim-conformance'
import { startTestServer, type TestServer, token } from './server.fixture.ts'

// Recordings that lie beside the repository; they are replayed where they are there.
const beside = fileURLToPath(new URL('../../../../shared/clients/transcripts.json', import.meta.url))

const adminToken = 'an-admin-token-for-tests-of-forty-characters'
/** Okta's entitlements: a resource type that a deployer adds by a data file. */
const roles = fileURLToPath(new URL('roles.fixture.json', import.meta.url))

export const clientsFile = new URL('../../../docs/clients.md', import.meta.url)

export interface Recordings {
  /** Those of the repository. */
  readonly own: readonly Scenario[]
  /** Those beside the repository; undefined when there are none. */
  readonly others: readonly Scenario[] | undefined
}

export async function recordings(): Promise<Recordings> {
  return { own: await loadRecordings(), others: await loadScenariosIfPresent(beside) }
}

export interface Replay {
  readonly results: readonly ScenarioResult[]
  /** What the recordings of the repository needed, by the server's log. */
  readonly tolerated: ReadonlySet<string>
}

/** Replays every scenario against a server of its own, with SQLite in a file, in each profile. */
export async function replayed({ own, others = [] }: Recordings): Promise<{ compat: Replay; strict: Replay }> {
  return { compat: await replay('compat', own, others), strict: await replay('strict', own, others) }
}

/** Replays them against one server whose credentials speak the profile. */
export async function replay(profile: string, own: readonly Scenario[], others: readonly Scenario[] = []): Promise<Replay> {
  const server = await startTestServer({ PROFILE: profile, ADMIN_TOKEN: adminToken, SCHEMAS: roles })
  await server.send('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'somebody' })
  await server.send('POST', '/Roles', { schemas: ['urn:okta:scim:schemas:core:1.0:Role'], displayName: 'Deckhand' })
  const targetOf = await targets(server, profile)
  const results: ScenarioResult[] = []
  const run = async (scenario: Scenario) => results.push(await runScenario(scenario, targetOf(scenario)))
  for (const scenario of own) await run(scenario)
  const tolerated = new Set(server.log.flatMap((line) => toleratedIn(line)))
  for (const scenario of others) await run(scenario)
  await server.end()
  return { results, tolerated }
}

/** The server with what a scenario requires: ways to authenticate are set up by the admin API, as an operator would. */
async function targets(server: TestServer, profile: string): Promise<(scenario: Scenario) => Target> {
  const make = async (kind: 'credentials' | 'clients', body: object) => {
    const response = await fetch(`${server.origin}/api/admin/v1/tenants/default/${kind}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'Recorded client', profile, ...body }),
    })
    if (response.status !== 201) throw new Error(await response.text())
    return response.json()
  }
  const credential = await make('credentials', { settings: { basic: true, rawToken: true } })
  const { tokenEndpoint, credentials } = await make('clients', {})

  const plain: Target = { base: server.scim, token }
  const basic = { basicUser: credential.id, basicPass: credential.token }
  const oauth = { tokenEndpoint, ...credentials, audience: 'api' }
  const equipped: Readonly<Record<string, Target>> = {
    'raw-token-setting': { base: server.scim, token: credential.token, features: { offers: ['raw-token-setting'] } },
    'basic-auth': { ...plain, features: { offers: ['basic-auth'], variables: basic } },
    'oauth-client-credentials': { ...plain, features: { offers: ['oauth-client-credentials'], variables: oauth } },
    // A client that nobody was named to vouch for: keys would have to be fetched from a host on the internet.
    'oauth-client-assertion': { ...plain, features: { offers: ['oauth-client-assertion'], variables: oauth } },
  }
  return ({ requires = [] }) => equipped[requires[0] ?? ''] ?? plain
}

function toleratedIn(line: string): string[] {
  const { tolerated = [] }: { tolerated?: { id: string }[] } = JSON.parse(line)
  return tolerated.map(({ id }) => id)
}

const introduction = `# Clients

Written by \`npm run clients\`, which replays conversations of identity providers against the server, with SQLite in a file; a test compares.
Scenarios that begin with \`own-\` or \`product-\` are in \`packages/scim-conformance/fixtures\`. \`rfc\`: any strict server must understand it; \`vendor\`:
the RFC leaves it open and the vendor needs it; \`lenient\`: a request is outside the RFC, and \`strict\` may refuse it with an error that says why.

Where \`strict\` fails two groups have one name: RFC 7643 allows that, and the vendor wants a 409.`

/** docs/clients.md: client, scenario, class, result in each profile; then by name what waits, and for what. */
export function clientsDocument(compat: Replay, strict: Replay): string {
  const runs: ClientsRun[] = [
    { profile: 'compat', results: compat.results },
    { profile: 'strict', results: strict.results },
  ]
  const waiting = compat.results.filter(({ status }) => status === 'waiting')
  const lines = waiting.map(({ scenario, client, waitingFor }) => `- \`${scenario}\` (${client}) waits for ${waitingFor.join(', ')}.`)
  const section =
    waiting.length === 0
      ? ''
      : ['', '## Waiting', '', 'Not replayed, because the server was not set up with what they need:', '', ...lines, ''].join('\n')
  return clientsReport(runs, introduction) + section
}

/** The row of each scenario in docs/clients.md, by the scenario's name. */
export function rowsOf(document: string): Map<string, string> {
  const rows = document.split('\n').filter((line) => line.startsWith('| '))
  return new Map(
    rows.flatMap(
      (row) =>
        /`([^`]+)`/
          .exec(row)
          ?.slice(1, 2)
          .map((name) => [name, row] as const) ?? [],
    ),
  )
}

export const documented = () => rowsOf(readFileSync(clientsFile, 'utf8'))
