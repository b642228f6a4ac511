import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startPostgres } from '@rollcall/tools/postgres'
import { type CrashCampaignOptions, type CrashCampaignResult, runCrashCampaign } from './crash-campaign.ts'

// `npm run test:crash`: the long campaign, on both databases.
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const options = { kills: Number(values.kills), time: Number(values.minutes) * 60_000, seed: Number(values.seed) }
const folder = mkdtempSync(join(tmpdir(), 'rollcall-crash-'))
try {
  await report('SQLite', { ...options, databaseUrl: `sqlite:${join(folder, 'rollcall.db')}` })
  await onPostgres()
} finally {
  rmSync(folder, { recursive: true })
}

/** The server is killed, and every tenth time PostgreSQL under it. */
async function onPostgres(): Promise<void> {
  const postgres = await startPostgres({ durable: true })
  if (postgres === undefined) {
    console.error('PostgreSQL is left out: npm has none for this machine.')
    return
  }
  try {
    await report('PostgreSQL', {
      ...options,
      databaseUrl: postgres.url('postgres'),
      kill: async (server, round) => {
        if (round % 10 === 9) {
          await postgres.kill(round % 20 === 19 ? 'SIGQUIT' : 'SIGKILL')
          await postgres.start()
        } else await server.kill('SIGKILL')
      },
    })
  } finally {
    await postgres.stop()
  }
}

async function report(name: string, campaign: CrashCampaignOptions): Promise<void> {
  const line = ({ kills, acknowledged, unanswered }: CrashCampaignResult) =>
    `${name}, seed ${campaign.seed}: ${kills} kills, ${acknowledged} requests acknowledged, ${unanswered} cut off`
  const onKill = (result: CrashCampaignResult) => {
    if (result.kills % 25 === 0) console.log(line(result))
  }
  const result = await runCrashCampaign({ ...campaign, onKill })
  console.log(`${line(result)}; ${result.violations.length === 0 ? 'every invariant holds' : 'violations:'}`)
  for (const violation of result.violations) console.log(`  ${violation}`)
  if (result.violations.length > 0 || result.kills < campaign.kills) process.exitCode = 1
}
