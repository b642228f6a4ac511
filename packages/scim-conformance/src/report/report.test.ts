import { describe, expect, it } from 'vitest'
import type { Outcome, SuiteResult } from '../suite.ts'
import { clientsReport } from './clients.ts'
import { htmlReport } from './html.ts'
import { markdownReport } from './markdown.ts'
import { tableRow, tableSummary } from './table.ts'

const outcomes: [string, Outcome][] = [
  ['A-1', { status: 'passed', advice: [] }],
  ['A-2', { status: 'passed', advice: ['be <kind> | always'] }],
  ['A-3', { status: 'failed', reason: 'GET /x: expected a; got <b> | c' }],
  ['A-4', { status: 'not applicable', reason: 'needs luck' }],
  ['A-5', { status: 'not testable', reason: 'It is hidden.' }],
]
const run = (profile: 'strict' | 'compat', ids: readonly string[]): SuiteResult => ({
  base: 'http://x/scim',
  profile,
  conforms: false,
  milliseconds: 1234,
  results: outcomes
    .filter(([id]) => ids.includes(id))
    .map(([id, outcome]) => ({
      id,
      group: 'A. Things',
      level: id === 'A-3' ? 'SHOULD' : 'MUST',
      ref: 'RFC 7644 §1',
      title: `Title of ${id}`,
      outcome,
      milliseconds: 1,
    })),
})
const whole = run('strict', ['A-1', 'A-2', 'A-3', 'A-4', 'A-5'])

describe('Reports', () => {
  it('have a line for each requirement on a terminal, with its reason', () => {
    expect(whole.results.map(tableRow).join('\n')).toContain('✗ SHOULD     A-3')
    expect(whole.results.map(tableRow).join('\n')).toContain('needs luck')
    expect(tableSummary(whole)).toContain('MUST     2 passed, 0 failed, 1 not applicable, 1 not testable over HTTP')
  })

  it('have a row for each requirement on a page that needs nothing else, with nothing left unescaped', () => {
    const page = htmlReport(whole)
    expect(page.match(/<tr id="/g)).toHaveLength(5)
    expect(page).toContain('got &lt;b&gt; | c')
    expect(page).not.toMatch(/<script|https?:\/\/(?!x\/scim)|src=/)
  })

  it('have a row for each requirement and a column for each run in Markdown', () => {
    const text = markdownReport([whole, run('compat', ['A-1', 'A-3'])])
    expect(text).toContain('| id | level | requirement | strict | compat |')
    expect(text).toContain('| A-1 | MUST | Title of A-1 (RFC 7644 §1) | pass | pass |')
    expect(text).toContain('| A-4 | MUST | Title of A-4 (RFC 7644 §1) | not applicable: needs luck |  |')
    expect(text).toContain('got &lt;b> \\| c')
    expect(text).toContain('Profile `strict`: of 2 MUST items examined 2 pass and 0 fail; 1 not applicable, 1 not testable over HTTP.')
  })

  it('print the reason for what is not met on purpose instead of what one run saw', () => {
    const text = markdownReport([whole], { introduction: '# Conformance', explanations: { 'A-3': 'we know better' } })
    expect(text).toMatch(/^# Conformance\n/)
    expect(text).toContain('| **fail**: we know better |')
    expect(text).not.toContain('got &lt;b>')
  })

  it('have a row for each scenario of a client, with what became of it in each profile', () => {
    const about = { client: 'acme', class: 'lenient', title: 'A | B', waitingFor: [] } as const
    const failure = { step: '2', sent: 'GET /', unmet: ['x'], refusedCleanly: true }
    const text = clientsReport([
      {
        profile: 'compat',
        results: [
          { ...about, scenario: 'one', status: 'passed' },
          { ...about, scenario: 'two', status: 'waiting', waitingFor: ['luck'] },
        ],
      },
      {
        profile: 'strict',
        results: [
          { ...about, scenario: 'one', status: 'failed', failure },
          { ...about, scenario: 'two', status: 'failed', failure: { ...failure, refusedCleanly: false } },
        ],
      },
    ])
    expect(text).toContain('| acme | `one`: A \\| B | lenient | pass | refused with 400 at step 2 |')
    expect(text).toContain('| waits for luck | **fail** at step 2 |')
  })
})
