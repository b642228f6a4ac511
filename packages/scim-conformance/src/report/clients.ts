import type { ScenarioResult } from '../transcripts/run-scenario.ts'

/** What became of every scenario in one profile. */
export interface ClientsRun {
  readonly profile: string
  readonly results: readonly ScenarioResult[]
}

/** A Markdown table: client, scenario, class, and the result in each profile. */
export function clientsReport(runs: readonly ClientsRun[], introduction?: string): string {
  const scenarios = new Map(runs.flatMap(({ results }) => results.map((each) => [each.scenario, each] as const)))
  const lines = introduction === undefined ? [] : [introduction, '']
  lines.push(
    `| client | scenario | class | ${runs.map(({ profile }) => profile).join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(runs.length)}`,
  )
  for (const { scenario, client, title, class: kind } of scenarios.values()) {
    const cells = runs.map(({ results }) => cell(results.find((each) => each.scenario === scenario)))
    lines.push(`| ${client} | \`${scenario}\`: ${title.replaceAll('|', '\\|')} | ${kind} | ${cells.join(' | ')} |`)
  }
  return `${lines.join('\n')}\n`
}

function cell(result: ScenarioResult | undefined): string {
  if (result === undefined) return ''
  if (result.status === 'passed') return 'pass'
  if (result.status === 'waiting') return `waits for ${result.waitingFor.join(', ')}`
  return result.failure?.refusedCleanly === true
    ? `refused with 400 at step ${result.failure.step}`
    : `**fail** at step ${result.failure?.step}`
}
