#!/usr/bin/env node
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { overHttp } from './http/over-http.ts'
import { htmlReport } from './report/html.ts'
import { markdownReport } from './report/markdown.ts'
import { tableRow, tableSummary } from './report/table.ts'
import { runSuite } from './suite.ts'

const usage = `Examines a SCIM 2.0 service provider, requirement by requirement.

  rollcall-conformance --base URL --token TOKEN [options]

  --profile strict|compat   what the server is set to (default strict)
  --only ID                 only this requirement, or those whose id begins so; may be repeated
  --second-token TOKEN      a token of another tenant
  --read-only-token TOKEN   a token that may not write
  --user-token TOKEN        a token that stands for a user, for /Me
  --json FILE               write the result as JSON
  --html FILE               write a page with one row for each requirement
  --markdown FILE           write the same as Markdown
  --quiet                   print failures and totals only

The exit code is 1 when a MUST fails, 2 when the arguments are wrong or nobody answers.
`

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    token: { type: 'string' },
    profile: { type: 'string', default: 'strict' },
    only: { type: 'string', multiple: true },
    'second-token': { type: 'string' },
    'read-only-token': { type: 'string' },
    'user-token': { type: 'string' },
    json: { type: 'string' },
    html: { type: 'string' },
    markdown: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const { base, token, profile, only, quiet } = values
if (values.help || base === undefined || token === undefined || (profile !== 'strict' && profile !== 'compat')) {
  process.stdout.write(usage)
  process.exit(values.help ? 0 : 2)
}

const features = {
  ...(values['second-token'] !== undefined && { secondTenantToken: values['second-token'] }),
  ...(values['read-only-token'] !== undefined && { readOnlyToken: values['read-only-token'] }),
  ...(values['user-token'] !== undefined && { userToken: values['user-token'] }),
}
const wire = overHttp()
try {
  await wire.send({ method: 'GET', url: base, headers: {} })
} catch (error) {
  process.stderr.write(`${base} cannot be reached: ${error instanceof Error ? error.message : String(error)}.\n`)
  process.exit(2)
}
let group = ''
const result = await runSuite(
  { base, token, features, send: wire.send },
  {
    profile,
    ...(only !== undefined && { only }),
    onResult: (each) => {
      if (quiet && each.outcome.status !== 'failed') return
      if (each.group !== group) process.stdout.write(`\n${each.group}\n`)
      group = each.group
      process.stdout.write(`${tableRow(each)}\n`)
    },
  },
)
if (result.results.length === 0) {
  process.stderr.write(`There is no requirement ${only?.join(' or ')}.\n`)
  process.exit(2)
}
process.stdout.write(`\n${tableSummary(result)}\n`)
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)
if (values.html !== undefined) await writeFile(values.html, htmlReport(result))
if (values.markdown !== undefined) await writeFile(values.markdown, markdownReport([result]))
wire.close()
process.exitCode = result.conforms ? 0 : 1
