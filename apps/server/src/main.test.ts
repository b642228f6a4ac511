import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rollcall-main-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** The program as `npm start` runs it, in a folder of its own, until a signal once it is ready or to its own end. */
function run(environment: Record<string, string>, whenReady?: NodeJS.Signals) {
  const child = spawn(process.execPath, ['--conditions=@rollcall/source', main], {
    cwd: directory,
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += String(text)
    if (whenReady !== undefined && !child.killed && output.includes('start again.')) child.kill(whenReady)
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += String(text)
  })
  return new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output, errors }))
  })
}

it('Started without any setting it prints its addresses and a token, keeps its data in ./data, and ends in order on SIGTERM', async () => {
  const first = await run({}, 'SIGTERM')
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(first.output).toMatch(/SCIM 2\.0 +http:\/\/127\.0\.0\.1:\d+\/api\/scim\/v2\n/)
  expect(first.output).toMatch(/Swagger UI +http:\/\/127\.0\.0\.1:\d+\/docs\n/)
  const [, made = ''] = /Token +(scim_\S{43})\n/.exec(first.output) ?? []
  expect(made).not.toBe('')

  const next = await run({}, 'SIGINT')
  expect(next.code).toBe(0)
  expect(next.output).not.toContain('scim_')
})

it('A wrong setting ends the start with one sentence that names it', async () => {
  expect(await run({ PORT: 'eighty' })).toEqual({ code: 1, output: '', errors: 'rollcall: PORT must be a number from 0 to 65535.\n' })
  expect(await run({ ROLLCALL_TOKEN: 'short' })).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^rollcall: ROLLCALL_TOKEN must .*\n$/),
  })
})
