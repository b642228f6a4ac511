import type { Outcome, RequirementResult, SuiteResult } from '../suite.ts'

const marks: Readonly<Record<Outcome['status'], string>> = { passed: '✓', failed: '✗', 'not applicable': '–', 'not testable': '·' }

/** One requirement as lines of a terminal: `✓ MUST     PROT-3.3-01  POST … creates …`, and the reason where there is one. */
export function tableRow({ id, level, title, outcome }: RequirementResult): string {
  const row = `${marks[outcome.status]} ${level.padEnd(10)} ${id.padEnd(17)} ${title}`
  const remarks = outcome.status === 'passed' ? outcome.advice.map((each) => `advice: ${each}`) : [outcome.reason]
  return [row, ...remarks.map((each) => `${' '.repeat(31)}${each}`)].join('\n')
}

/** The totals of a run, a line for each kind of level. */
export function tableSummary(result: SuiteResult): string {
  const lines: string[] = []
  for (const [kind, levels] of levelKinds) {
    const rows = result.results.filter(({ level }) => levels.includes(level))
    const count = (status: Outcome['status']) => rows.filter(({ outcome }) => outcome.status === status).length
    if (rows.length === 0) continue
    lines.push(
      `${kind.padEnd(8)} ${count('passed')} passed, ${count('failed')} failed, ${count('not applicable')} not applicable, ${count('not testable')} not testable over HTTP`,
    )
  }
  const verdict = result.conforms ? 'Conforms: no MUST has failed.' : 'Does not conform: a MUST has failed.'
  return [...lines, `${verdict} Profile ${result.profile}, ${(result.milliseconds / 1000).toFixed(1)} s.`].join('\n')
}

/** Levels that count alike, in the order of their weight. */
export const levelKinds: readonly (readonly [string, readonly string[]])[] = [
  ['MUST', ['MUST', 'MUST NOT']],
  ['SHOULD', ['SHOULD', 'SHOULD NOT']],
  ['REC', ['REC']],
  ['MAY', ['MAY']],
]
