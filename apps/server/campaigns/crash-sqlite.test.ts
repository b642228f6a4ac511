import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCrashCampaign } from './crash-campaign.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-crash-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const campaign = () => ({ databaseUrl: `sqlite:${join(folder, 'rollcall.db')}`, seed: Date.now() % 1_000_000 })

it('Killed in the middle of writes 25 times, or as often as there is time for, SQLite has all that was acknowledged and nothing half', async () => {
  const options = campaign()
  const { violations, ...counts } = await runCrashCampaign({ ...options, kills: 25, time: 20_000 })
  console.info(`SQLite, seed ${options.seed}: ${JSON.stringify(counts)}`)
  expect(violations).toEqual([])
  expect(counts.kills).toBeGreaterThan(0)
  expect(counts.unanswered).toBeGreaterThan(0)
}, 120_000)

it('A server that acknowledges before it commits is found out', async () => {
  const early = `--import=${new URL('./acknowledge-early.fixture.ts', import.meta.url).href}`
  const { violations } = await runCrashCampaign({ ...campaign(), nodeOptions: [early], kills: 10, time: 30_000 })
  expect(violations.join('\n')).toMatch(/^(I1, I2|Answers)/m)
}, 120_000)
