import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { send, user } from './client.ts'
import type { NoiseCounts, NoiseOptions } from './noise.ts'
import { startServerProcess } from './server-process.ts'

// `npm run test:noise`: how much slower one tenant's reads are while another floods the server.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '4' },
    users: { type: 'string', default: '1000' },
  },
})
const [rounds, seconds, users] = [Number(values.rounds), Number(values.seconds), Number(values.users)]
const aim = 1.3
/** Requests a second, as a tenant is limited unless its settings say otherwise. */
const limit = 100
const floods = [0, limit, 3 * limit, 10 * limit]
/** Milliseconds between two reads of the quiet tenant. */
const pause = 25

const adminToken = 'admin-token-for-campaigns-of-forty-characters'
const folder = mkdtempSync(join(tmpdir(), 'rollcall-noise-'))
const server = await startServerProcess({
  databaseUrl: `sqlite:${join(folder, 'rollcall.db')}`,
  settings: { ADMIN_TOKEN: adminToken },
})
try {
  const quiet = await tenantOf('quiet')
  const noisy = await tenantOf('noisy')
  const noise = new Worker(new URL('./noise.ts', import.meta.url), { workerData: { scim: server.scim, ...noisy } satisfies NoiseOptions })
  const latencies = new Map(floods.map((flood): [number, number[]] => [flood, []]))
  const counts = new Map<number, NoiseCounts>()
  await readFor(quiet, 2)
  for (let round = 0; round < rounds; round++) {
    // Interleaved, and each time in another order: whatever else the machine does meets all of them.
    for (const flood of [...floods.slice(round % floods.length), ...floods.slice(0, round % floods.length)]) {
      await shout(noise, flood)
      // What the limit lets through at once is spent before the measuring begins.
      await wait(flood === 0 ? 500 : 2_500)
      latencies.get(flood)?.push(...(await readFor(quiet, seconds)))
      counts.set(flood, added(counts.get(flood), await shout(noise, 0)))
    }
  }
  await noise.terminate()
  report(latencies, counts)
} finally {
  await server.kill('SIGTERM')
  rmSync(folder, { recursive: true })
}

interface TenantOfCampaign {
  readonly token: string
  readonly ids: readonly string[]
}

/** A tenant with users, made faster than its limit lets through. */
async function tenantOf(id: string): Promise<TenantOfCampaign> {
  const admin = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(`${server.origin}/api/admin/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminToken}` },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }
  const rate = { perSecond: 100_000, burst: 1_000_000 }
  await admin('POST', '/tenants', { id, settings: { rate } })
  // The credential lets through what the tenant does: it is the tenant's limit that is tried.
  const { token } = await admin('POST', `/tenants/${id}/credentials`, { name: id, settings: { rate } })
  const ids: string[] = []
  for (let each = 0; each < users; each++) {
    const body = { schemas: [user], userName: `u${each}`, name: { givenName: 'Ada', familyName: `King ${each}` } }
    ids.push((await send(server.scim, 'POST', '/Users', body, { Authorization: `Bearer ${token}` })).body.id)
  }
  await admin('PATCH', `/tenants/${id}`, { settings: { rate: { perSecond: limit, burst: 4 * limit } } })
  return { token, ids }
}

/** Says how loud to be from now on, and gives the counts until now. */
async function shout(noise: Worker, perSecond: number): Promise<NoiseCounts> {
  noise.postMessage(perSecond)
  const [counts]: NoiseCounts[] = await once(noise, 'message')
  return counts ?? {}
}

/** Reads one user after the other for so many seconds. Gives how long each took, in milliseconds. */
async function readFor({ token, ids }: TenantOfCampaign, length: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const took: number[] = []
  const end = performance.now() + length * 1000
  for (let next = performance.now(); next < end; next += pause) {
    await wait(Math.max(0, next - performance.now()))
    const began = performance.now()
    const outgoing = request(`${server.scim}/Users/${ids[took.length % ids.length]}`, {
      agent,
      headers: { Authorization: `Bearer ${token}` },
    })
    outgoing.end()
    const [answer] = await once(outgoing, 'response')
    await once(answer.resume(), 'end')
    if (answer.statusCode !== 200) throw new Error(`The quiet tenant was answered ${answer.statusCode}.`)
    took.push(performance.now() - began)
  }
  agent.destroy()
  return took
}

function added(left: NoiseCounts = {}, right: NoiseCounts): NoiseCounts {
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return Object.fromEntries([...names].map((name) => [name, (left[name] ?? 0) + (right[name] ?? 0)]))
}

function report(latencies: ReadonlyMap<number, readonly number[]>, counts: ReadonlyMap<number, NoiseCounts>): void {
  const alone = latencies.get(0) ?? []
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}; ${alone.length} reads each`,
  )
  for (const [flood, took] of latencies) {
    const ratio = (share: number) => quantile(took, share) / quantile(alone, share)
    const beside = flood === 0 ? 'alone' : `beside ${flood} requests a second`
    const figures = [0.5, 0.99].map((share) => `p${share * 100} ${quantile(took, share).toFixed(2)} ms (${ratio(share).toFixed(2)})`)
    console.log(`${beside.padEnd(32)} ${figures.join('  ')}  ${flood === 0 ? '' : JSON.stringify(counts.get(flood))}`)
    if (ratio(0.5) > aim || ratio(0.99) > aim) process.exitCode = 1
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
