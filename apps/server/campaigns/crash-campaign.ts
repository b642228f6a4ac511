import { setTimeout as wait } from 'node:timers/promises'
import { openBeside } from './contents.ts'
import { createRandom } from './random.ts'
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from './server-process.ts'
import { verify } from './verify.ts'
import { createLedger, startWriters } from './writers.ts'

export interface CrashCampaignOptions extends ServerProcessOptions {
  readonly kills: number
  /** Milliseconds after which no further kill is begun. */
  readonly time: number
  readonly seed: number
  /** Kills something in the middle of the writes and resolves when a new server can be started. Kills the server itself when left out. */
  readonly kill?: (server: ServerProcess, round: number) => Promise<unknown>
  readonly onKill?: (result: CrashCampaignResult) => void
}

export interface CrashCampaignResult {
  readonly kills: number
  readonly acknowledged: number
  /** Requests that were under way at a kill. */
  readonly unanswered: number
  /** Invariants that did not hold. The campaign ends with the first. */
  readonly violations: readonly string[]
}

/** Kills the server in the middle of 16 writers, starts it on the same database and verifies that, again and again. */
export async function runCrashCampaign(options: CrashCampaignOptions): Promise<CrashCampaignResult> {
  const { kills, time, seed, kill = (server) => server.kill('SIGKILL'), onKill } = options
  const random = createRandom(seed)
  let result: CrashCampaignResult = { kills: 0, acknowledged: 0, unanswered: 0, violations: [] }
  let server = await startServerProcess(options)
  const database = openBeside(options.databaseUrl)
  try {
    const ledger = await createLedger(server.scim)
    const began = performance.now()
    while (result.kills < kills && performance.now() - began < time && result.violations.length === 0) {
      const writers = startWriters(server.scim, ledger, result.kills, seed + 100 * result.kills)
      const killing = killAmidWrites(writers, random.below(100), random.below(10), () => kill(server, result.kills))
      const wrong = await writers.done.then(
        () => [],
        (error: Error) => [`Answers: ${error.message}`],
      )
      await killing
      await server.kill('SIGKILL')
      const unanswered = ledger.writers.flatMap(({ pending }) => pending).filter(({ acknowledged }) => !acknowledged).length
      server = await startServerProcess(options)
      result = {
        kills: result.kills + 1,
        acknowledged: result.acknowledged + writers.acknowledged(),
        unanswered: result.unanswered + unanswered,
        violations: [...wrong, ...(await verify(database, ledger, server.scim))],
      }
      onKill?.(result)
    }
    return result
  } finally {
    await database.close()
    await server.kill('SIGKILL')
  }
}

/** Waits for a number of acknowledgements and a moment more, so that every kill comes while all writers are at it. */
async function killAmidWrites(
  writers: ReturnType<typeof startWriters>,
  acknowledgements: number,
  more: number,
  kill: () => Promise<unknown>,
): Promise<void> {
  const running = writers.done.then(
    () => false,
    () => false,
  )
  while (writers.acknowledged() < acknowledgements && (await Promise.race([running, wait(1, true)])));
  await wait(more)
  await kill()
  writers.stop()
}
