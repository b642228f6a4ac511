import type { Outcome, RequirementResult, SuiteResult } from '../suite.ts'

export interface MarkdownOptions {
  /** What stands above the tables. */
  readonly introduction?: string
  /** Requirement → why it is not met on purpose: printed instead of what was seen, which differs from run to run. */
  readonly explanations?: Readonly<Record<string, string>>
}

/** One requirement in all runs. */
interface Row {
  readonly requirement: RequirementResult
  readonly outcomes: Map<SuiteResult, Outcome>
}

/**
 * A table of requirements with a column for each run: the same server in its profiles, say. A requirement that is stated for one
 * profile only has its result in that column.
 */
export function markdownReport(runs: readonly SuiteResult[], { introduction, explanations = {} }: MarkdownOptions = {}): string {
  const rows = rowsOf(runs)
  const lines: string[] = introduction === undefined ? [] : [introduction, '']
  lines.push(...runs.map(verdict), '')
  for (const group of new Set(rows.map(({ requirement }) => requirement.group))) {
    lines.push(`## ${group}`, '', `| id | level | requirement | ${runs.map(({ profile }) => profile).join(' | ')} |`)
    lines.push(`|---|---|---|${'---|'.repeat(runs.length)}`)
    for (const { requirement, outcomes } of rows) {
      if (requirement.group !== group) continue
      const { id, level, title, ref } = requirement
      const cells = runs.map((run) => cell(outcomes.get(run), explanations[id]))
      lines.push(`| ${id} | ${level} | ${tableText(title)} (${ref}) | ${cells.join(' | ')} |`)
    }
    lines.push('')
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function rowsOf(runs: readonly SuiteResult[]): Row[] {
  const rows = new Map<string, Row>()
  for (const run of runs) {
    for (const result of run.results) {
      const key = `${result.group} ${result.id} ${result.title}`
      const row = rows.get(key) ?? { requirement: result, outcomes: new Map() }
      row.outcomes.set(run, result.outcome)
      rows.set(key, row)
    }
  }
  return inOrder([...rows.values()], runs)
}

/** Rows that only a later run has come beside the row with the same id, not behind all others. */
function inOrder(rows: readonly Row[], runs: readonly SuiteResult[]): Row[] {
  const ids = [...new Set(runs.flatMap(({ results }) => results.map(({ id }) => id)))]
  const place = new Map(ids.map((id, index) => [id, index]))
  return rows.toSorted((left, right) => (place.get(left.requirement.id) ?? 0) - (place.get(right.requirement.id) ?? 0))
}

function verdict(run: SuiteResult): string {
  const musts = run.results.filter(({ level }) => level.startsWith('MUST'))
  const count = (status: Outcome['status']) => musts.filter(({ outcome }) => outcome.status === status).length
  const others = [`${count('not applicable')} not applicable`, `${count('not testable')} not testable over HTTP`]
  return `- Profile \`${run.profile}\`: of ${count('passed') + count('failed')} MUST items examined ${count('passed')} pass and ${count('failed')} fail; ${others.join(', ')}.`
}

function cell(outcome: Outcome | undefined, explanation: string | undefined): string {
  if (outcome === undefined) return ''
  if (outcome.status === 'passed') {
    const advice = explanation ?? outcome.advice.join(' ')
    return outcome.advice.length === 0 ? 'pass' : `pass; advice: ${tableText(advice)}`
  }
  if (outcome.status === 'failed') return `**fail**: ${tableText(explanation ?? outcome.reason)}`
  return `${outcome.status}: ${tableText(outcome.reason)}`
}

/** Text that keeps a table cell whole. */
function tableText(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
