// Sums the test-results.json that `vitest --reporter=json` leaves in each workspace and prints one closing line:
// `Tests: N passed, N failed`. Fails when a test failed, when a workspace with tests left no results, and when nothing ran.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * @typedef {{ fullName: string, status: string, failureMessages?: string[] }} TestResult
 * @typedef {{ name: string, status: string, message: string, assertionResults: TestResult[] }} FileResult
 * @typedef {{ success: boolean, testResults: FileResult[] }} Results what vitest's json reporter writes, as far as it is read here
 */

const linesShown = 8
const columnsShown = 300

/**
 * Counts over all workspaces. A file that could not be loaded, and a run that failed although each of its tests passed
 * (an error outside of any test), count as one failure each, so that nothing that went wrong ends in `0 failed`.
 *
 * @param {ReadonlyMap<string, Results | undefined>} workspaces results by workspace; undefined where there are none
 * @returns {{ lines: string[], passed: number, failed: number }} `lines` names what failed or was skipped
 */
export function summarize(workspaces) {
  const lines = []
  let passed = 0
  let failed = 0
  for (const [workspace, results] of workspaces) {
    const failures = []
    if (results === undefined) failures.push('left no results')
    for (const file of results?.testResults ?? []) {
      for (const test of file.assertionResults) {
        if (test.status === 'passed') passed += 1
        else if (test.status === 'failed') failures.push([test.fullName, ...beginning(test.failureMessages)].join('\n  '))
        else lines.push(`skipped: ${workspace}: ${test.fullName}`)
      }
      if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
        failures.push(`${file.name} failed as a whole`)
    }
    if (results?.success === false && failures.length === 0) failures.push('failed outside of its tests')
    failed += failures.length
    lines.push(...failures.map((failure) => `failed: ${workspace}: ${failure}`))
  }
  return { lines, passed, failed }
}

/** What went wrong, without all of a stack: of a log often only the end is kept, and the closing lines are at the end. */
function beginning(/** @type {string[]} */ messages = []) {
  return messages.flatMap((message) => message.split('\n', linesShown)).map((line) => line.slice(0, columnsShown))
}

/** The folders of the workspaces that have tests, read from the patterns `name` and `name/*` of the root's package.json. */
function testedWorkspaces(/** @type {string} */ root) {
  const manifest = (/** @type {string} */ folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const folders = manifest('.').workspaces.flatMap((/** @type {string} */ pattern) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
  })
  return folders.filter((/** @type {string} */ folder) => existsSync(join(root, folder, 'package.json')) && manifest(folder).scripts?.test)
}

function main() {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const results = testedWorkspaces(root).map((/** @type {string} */ folder) => {
    const file = join(root, folder, 'test-results.json')
    return [folder, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined]
  })
  const { lines, passed, failed } = summarize(new Map(results))
  for (const line of lines) console.log(line)
  console.log(`Tests: ${passed} passed, ${failed} failed`)
  if (failed > 0 || passed === 0) process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
