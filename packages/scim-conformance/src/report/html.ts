import type { RequirementResult, SuiteResult } from '../suite.ts'
import { levelKinds } from './table.ts'

const style = `
:root { color-scheme: light dark; --line: #d9dde3; --soft: #5b6470; --good: #15803d; --bad: #b91c1c; --none: #6b7280; --panel: #f6f7f9 }
@media (prefers-color-scheme: dark) { :root { --line: #333b46; --soft: #9aa4b2; --good: #4ade80; --bad: #f87171; --none: #9aa4b2; --panel: #1b212a } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 78rem; padding: 2.5rem 1.5rem }
h1 { font-size: 1.6rem; margin: 0 0 .25rem }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem }
p { color: var(--soft); margin: 0 }
.totals { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); margin: 1.5rem 0 }
.totals div { background: var(--panel); border-radius: .6rem; padding: .9rem 1.1rem }
.totals strong { display: block; font-size: 1.35rem }
table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid var(--line); padding: .45rem .75rem .45rem 0; vertical-align: top }
td:first-child { white-space: nowrap; width: 1% }
code { font: 13px/1.5 ui-monospace, monospace }
.id { white-space: nowrap; width: 1% }
.level { color: var(--soft); white-space: nowrap; width: 1% }
.ref { color: var(--soft); font-size: .85rem }
.passed { color: var(--good) } .failed { color: var(--bad) } .not { color: var(--none) }
.reason { color: var(--soft); font-size: .85rem; margin-top: .15rem; overflow-wrap: anywhere }
`

/** A page that needs nothing else: totals, then one row for each requirement. */
export function htmlReport(result: SuiteResult): string {
  const groups = [...new Set(result.results.map(({ group }) => group))]
  const title = `SCIM 2.0 conformance of ${result.base}`
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<h1>${result.conforms ? 'Conforms' : 'Does not conform'}</h1>
<p>${escapeHtml(result.base)} · profile ${result.profile} · ${result.results.length} requirements · ${(result.milliseconds / 1000).toFixed(1)} s</p>
<div class="totals">${levelKinds.map(([kind, levels]) => total(kind, result.results, levels)).join('')}</div>
${groups.map((group) => section(group, result.results)).join('\n')}
</html>
`
}

function total(kind: string, results: readonly RequirementResult[], levels: readonly string[]): string {
  const examined = results.filter(({ level, outcome }) => levels.includes(level) && ['passed', 'failed'].includes(outcome.status))
  const passed = examined.filter(({ outcome }) => outcome.status === 'passed').length
  const state = passed === examined.length ? 'passed' : 'failed'
  return `<div><strong class="${state}">${passed} of ${examined.length}</strong>${kind} items examined</div>`
}

function section(group: string, results: readonly RequirementResult[]): string {
  const rows = results.filter((each) => each.group === group).map(row)
  return `<h2>${escapeHtml(group)}</h2>\n<table>${rows.join('\n')}</table>`
}

function row({ id, level, ref, title, outcome }: RequirementResult): string {
  const kind = outcome.status.startsWith('not') ? 'not' : outcome.status
  const remarks = outcome.status === 'passed' ? outcome.advice.map((each) => `Advice: ${each}`) : [outcome.reason]
  const reasons = remarks.map((each) => `<div class="reason">${escapeHtml(each)}</div>`).join('')
  return `<tr id="${id}"><td class="${kind}">${outcome.status}<td class="level">${level}<td class="id"><code>${id}</code><td>${escapeHtml(title)} <span class="ref">${escapeHtml(ref)}</span>${reasons}`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
