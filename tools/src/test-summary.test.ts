import { expect, it } from 'vitest'
import { summarize } from '../test-summary.mjs'

const file = (status: string, ...tests: [name: string, status: string][]) => ({
  name: 'a.test.ts',
  status,
  message: '',
  assertionResults: tests.map(([fullName, outcome]) => ({ fullName, status: outcome })),
})

it('adds up all workspaces and names what failed or was skipped', () => {
  const workspaces = new Map([
    ['a', { success: true, testResults: [file('passed', ['one', 'passed'], ['two', 'skipped'])] }],
    ['b', { success: false, testResults: [file('failed', ['three', 'failed'], ['four', 'passed'])] }],
  ])
  expect(summarize(workspaces)).toEqual({ lines: ['skipped: a: two', 'failed: b: three'], passed: 2, failed: 1 })
})

it('says how a test failed, and no more of a stack than its beginning', () => {
  const stack = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n')
  const failed = { fullName: 'one', status: 'failed', failureMessages: [stack] }
  const results = { success: false, testResults: [{ ...file('failed'), assertionResults: [failed] }] }
  const { lines } = summarize(new Map([['a', results]]))
  expect(lines).toEqual([expect.stringMatching(/^failed: a: one\n {2}line 0\n {2}line 1\n(?:.*\n)* {2}line 7$/)])
})

it('counts a failure for a workspace without results', () => {
  expect(summarize(new Map([['a', undefined]]))).toEqual({ lines: ['failed: a: left no results'], passed: 0, failed: 1 })
})

it('counts a failure for a file that could not be loaded, although none of its tests failed', () => {
  const { failed } = summarize(new Map([['a', { success: false, testResults: [file('failed')] }]]))
  expect(failed).toBe(1)
})

it('counts a failure for an error outside of any test', () => {
  const { passed, failed } = summarize(new Map([['a', { success: false, testResults: [file('passed', ['one', 'passed'])] }]]))
  expect({ passed, failed }).toEqual({ passed: 1, failed: 1 })
})
