import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { patchOp, user } from './client.ts'

/** What the noise is told when it starts. */
export interface NoiseOptions {
  readonly scim: string
  readonly token: string
  /** Users of the noisy tenant, to be changed. */
  readonly ids: readonly string[]
}

/** How many requests were answered so, by status; `missed` were not sent because too many were under way. */
export type NoiseCounts = Readonly<Record<string, number>>

/** Requests under way at most: a client has so many connections and no more. */
const mostAtOnce = 64
const tick = 10

// A client that does not wait for answers: the rate is what it is told, whatever the server does. In a thread of its own, so that it does not
// hold up who measures.
const { scim, token, ids }: NoiseOptions = workerData
const agent = new Agent({ keepAlive: true, maxSockets: mostAtOnce })
let counts: Record<string, number> = {}
let underWay = 0
let sent = 0
let perSecond = 0
let owed = 0

parentPort?.on('message', (rate: number) => {
  perSecond = rate
  owed = 0
  parentPort?.postMessage(counts)
  counts = {}
})

setInterval(() => {
  owed += (perSecond * tick) / 1000
  for (; owed >= 1; owed--) {
    if (underWay < mostAtOnce) shout()
    else counts['missed'] = (counts['missed'] ?? 0) + 1
  }
}, tick)

/** Of eleven requests four list 50 users, three create one and four change one: in no step with the tick, which the limit may be. */
function shout(): void {
  const turn = sent++
  const id = ids[turn % ids.length] ?? ''
  const name = `${process.pid}-${turn}-${performance.now()}`
  const kind = turn % 11
  if (kind < 4) send('GET', '/Users?count=50')
  else if (kind < 7) send('POST', '/Users', { schemas: [user], userName: name, emails: [{ value: `${name}@example.com`, type: 'work' }] })
  else send('PATCH', `/Users/${id}`, { schemas: [patchOp], Operations: [{ op: 'replace', path: 'title', value: name }] })
}

function send(method: string, path: string, body?: unknown): void {
  underWay += 1
  const ended = (what: string) => {
    underWay -= 1
    counts[what] = (counts[what] ?? 0) + 1
  }
  const headers = { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }) }
  const outgoing = request(`${scim}${path}`, { method, headers, agent }, (answer) => {
    answer.resume().once('end', () => ended(String(answer.statusCode)))
  })
  outgoing.once('error', () => ended('error'))
  outgoing.end(body === undefined ? undefined : JSON.stringify(body))
}
