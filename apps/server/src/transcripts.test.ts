import type { ScenarioResult } from '@rollcall/scim-conformance'
import { profileNamed } from '@rollcall/scim-core/profiles'
import { describe, expect, it } from 'vitest'
import { clientsDocument, documented, recordings, replay, replayed, rowsOf } from './clients.fixture.ts'

const all = await recordings()
const { compat, strict } = await replayed(all)
const byName = new Map([...all.own, ...(all.others ?? [])].map((each) => [each.scenario, each]))

it.skipIf(all.others !== undefined)('the recordings beside the repository are not there: only those of our own are replayed', () => {})

describe('In compat every recorded client is understood', () => {
  it.each(replayable(compat.results))('$client: $scenario', ({ failure }) => {
    expect(failure).toBeUndefined()
  })
})

describe('In strict a recorded client is understood, or turned away with a 400 that says why', () => {
  it.each(replayable(strict.results))('$client: $scenario ($class)', ({ scenario, class: kind, failure }) => {
    if (kind === 'rfc' || failure === undefined) expect(failure).toBeUndefined()
    // Not refused but answered otherwise than the vendor needs: two groups may have one name (D-37).
    else if (isAboutGroupNames(scenario) && !failure.refusedCleanly) expect(failure.unmet.join()).toContain('expected status 409, got 201')
    else expect(failure.refusedCleanly, JSON.stringify(failure)).toBe(true)
  })
})

describe('The profile of one client understands that client', () => {
  it.each([
    ['entra', /^(?:entra|microsoft)/],
    ['okta', /^okta/],
    ['onelogin', /^onelogin/],
    ['ping', /^ping/],
    ['jumpcloud', /^jumpcloud/],
    ['sailpoint', /^sailpoint/],
  ])(
    '%s',
    async (profile, client) => {
      const { results } = await replay(
        profile,
        all.own.filter((scenario) => client.test(scenario.client)),
      )
      expect(results.length).toBeGreaterThan(0)
      expect(results.filter(({ failure }) => failure !== undefined)).toEqual([])
    },
    60_000,
  )
})

it('docs/clients.md says what was found (npm run clients renews it)', () => {
  const [listed, found] = [documented(), rowsOf(clientsDocument(compat, strict))]
  expect(all.own.map(({ scenario }) => scenario).filter((name) => !listed.has(name))).toEqual([])
  // Recordings beside the repository may be missing, or newer than the document.
  const both = [...found.keys()].filter((name) => listed.has(name))
  expect(both.map((name) => listed.get(name))).toEqual(both.map((name) => found.get(name)))
})

it('recordings of our own cover every client of the guides and every habit that is tolerated', () => {
  const clients = new Set(all.own.map(({ client }) => client))
  expect([...clients]).toEqual(expect.arrayContaining(['entra', 'okta', 'onelogin', 'google', 'jumpcloud', 'authentik', 'keycloak-scim']))
  // No attribute of the resource types that are served by default is a number.
  const habits = profileNamed('compat')?.rewrites.map(({ id }) => id) ?? []
  expect(habits.filter((id) => !compat.tolerated.has(id))).toEqual(['Q-STR-NUMBER'])
})

function isAboutGroupNames(scenario: string): boolean {
  return byName.get(scenario)?.quirks?.includes('Q-GROUP-UNIQUE') === true
}

function replayable(results: readonly ScenarioResult[]): ScenarioResult[] {
  for (const { scenario, waitingFor } of results) {
    if (waitingFor.length > 0) it.skip(`${scenario} waits for ${waitingFor.join(', ')}`, () => {})
  }
  return results.filter(({ status }) => status !== 'waiting')
}
