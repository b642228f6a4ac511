import type { Outcome, RequirementResult, SuiteResult } from '../suite.ts'

/**
 * One table of requirements, a column for each run: the same server in its profiles, say. A requirement that is stated for one
 * profile only has its result in that column.
 */
export function markdownReport(runs: readonly SuiteResult[]): string {
  const rows = new Map<string, { row: RequirementResult; results: Map<SuiteResult, RequirementResult> }>()
  for (const run of runs) {
    for (const result of run.results) {
      const key = `${result.group}\n${result.id}\n${result.title}`
      const known = rows.get(key) ?? { row: result, results: new Map() }
      known.results.set(run, result)
      rows.set(key, known)
    }
  }
  const groups = [...new Set([...rows.values()].map(({ row }) => row.group))]
  const heads = runs.map(({ profile }) => profile)
  const lines: string[] = [...runs.map(verdict), '']
  for (const group of groups) {
    lines.push(`## ${group}`, '', `| id | level | requirement | ${heads.join(' | ')} |`, `|---|---|---|${'---|'.repeat(heads.length)}`)
    const ofGroup = [...rows.values()].filter(({ row }) => row.group === group)
    for (const { row, results } of ofGroup) {
      const cells = runs.map((run) => cell(results.get(run)?.outcome))
      lines.push(`| ${row.id} | ${row.level} | ${tableText(row.title)} (${row.ref}) | ${cells.join(' | ')} |`)
    }
    lines.push('')
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function verdict(run: SuiteResult): string {
  const musts = run.results.filter(({ level }) => level.startsWith('MUST'))
  const passed = musts.filter(({ outcome }) => outcome.status === 'passed').length
  const failed = musts.filter(({ outcome }) => outcome.status === 'failed').length
  return `- Profile \`${run.profile}\`: of ${passed + failed} MUST items examined ${passed} pass and ${failed} fail.`
}

function cell(outcome: Outcome | undefined): string {
  if (outcome === undefined) return ''
  if (outcome.status === 'passed') return outcome.advice.length === 0 ? 'pass' : `pass; advice: ${tableText(outcome.advice.join(' '))}`
  return `${outcome.status === 'failed' ? '**fail**' : outcome.status}: ${tableText(outcome.reason)}`
}

/** Text that keeps a table cell whole: no line ends, no bars, and no ids or tokens of one run that would differ in the next. */
function tableText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
