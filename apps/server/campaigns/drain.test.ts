import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { user } from './client.ts'
import { openBeside, readContents } from './contents.ts'
import type { Recorded } from './ledger.ts'
import { startServerProcess, token } from './server-process.ts'
import { verifyContents } from './verify-contents.ts'
import { settle, verifyJournal } from './verify-ledger.ts'
import { createLedger, startWriters } from './writers.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-drain-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const cycles = [1, 2, 3]
it.each(cycles)(
  'SIGTERM under load (%i): what was accepted is answered, exit code 0 within ten seconds, one file is left',
  async (seed) => {
    const path = join(folder, 'rollcall.db')
    const server = await startServerProcess({ databaseUrl: `sqlite:${path}` })
    const ledger = await createLedger(server.scim)
    const writers = startWriters(server.scim, ledger, 0, seed)
    while (writers.acknowledged() < 50 * seed) await wait(1)
    const { begun, answered } = postSlowly(server.scim)
    await begun
    const began = performance.now()
    expect(await server.kill('SIGTERM')).toBe(0)
    expect(performance.now() - began).toBeLessThan(10_000)
    await writers.done
    expect(await answered).toBe(201)
    expect(existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0).toBe(0)

    const database = openBeside(`sqlite:${path}`)
    const contents = await readContents(database)
    await database.close()
    // A request without an answer came when nobody listened any more, and did nothing.
    const unanswered = ledger.writers.flatMap(({ pending }) => pending).filter(({ acknowledged }) => !acknowledged)
    const started = new Set(contents.journal.map(({ request_id }) => request_id))
    expect(unanswered.filter(({ requestId }: Recorded) => started.has(requestId))).toEqual([])
    // The slow one is in no ledger.
    expect(settle(contents, ledger).filter((each) => !each.includes('of undefined'))).toEqual([])
    expect(verifyJournal(contents, ledger).filter((each) => !each.startsWith('I7: slow-request'))).toEqual([])
    expect(verifyContents(contents)).toEqual([])
  },
  60_000,
)

/** A request whose headers have arrived when it has `begun`, and whose body comes half a second later. Gives the status. */
function postSlowly(scim: string): { begun: Promise<unknown>; answered: Promise<number | undefined> } {
  const body = JSON.stringify({ schemas: [user], userName: 'slow' })
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    'X-Request-Id': 'slow-request',
    Expect: '100-continue',
  }
  const sent = request(`${scim}/Users`, { method: 'POST', headers, agent: false })
  sent.flushHeaders()
  const begun = once(sent, 'continue').then(() => setTimeout(() => sent.end(body), 500))
  return { begun, answered: once(sent, 'response').then(([response]: IncomingMessage[]) => response?.resume().statusCode) }
}
