import { startPostgres } from '@rollcall/tools/postgres'
import { afterAll, expect, it } from 'vitest'
import { runCrashCampaign } from './crash-campaign.ts'

const postgres = await startPostgres({ durable: true })
afterAll(() => postgres?.stop())

it.skipIf(postgres === undefined)(
  'Killed in the middle of writes, the server or PostgreSQL under it, PostgreSQL has all that was acknowledged and nothing half',
  async () => {
    const options = { databaseUrl: postgres?.url('postgres') ?? '', seed: Date.now() % 1_000_000 }
    const { violations, ...counts } = await runCrashCampaign({
      ...options,
      kills: 25,
      time: 20_000,
      kill: async (server, round) => {
        if (round % 10 === 2) {
          await postgres?.kill('SIGKILL')
          await postgres?.start()
        } else await server.kill('SIGKILL')
      },
    })
    console.info(`PostgreSQL, seed ${options.seed}: ${JSON.stringify(counts)}`)
    expect(violations).toEqual([])
    expect(counts.kills).toBeGreaterThan(0)
    expect(counts.unanswered).toBeGreaterThan(0)
  },
  180_000,
)
