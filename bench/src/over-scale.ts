import { join } from 'node:path'
import type { NextRequest } from './closed-loop.ts'
import type { Fixture } from './fixture.ts'
import { largeAnswers } from './large-answers.ts'
import { residentDuring } from './memory.ts'
import { userOperations } from './operations.ts'
import { circumstances, interleaved, type Settings, say, withPrograms } from './run.ts'
import { sampleIds } from './sample-ids.ts'
import { besideScan } from './scan.ts'
import { seededDatabase } from './seed-database.ts'
import { aligned, median, medians, whole } from './table.ts'
import { type Program, startServer, type Target, token } from './target.ts'

export interface ScaleSettings extends Settings {
  readonly sizes: readonly number[]
  /** Of the largest group. */
  readonly members: number
  /** Where the databases are kept for the next run; undefined keeps nothing. */
  readonly data: string | undefined
}

interface Place {
  readonly users: number
  readonly database: string
  readonly program: Program
  readonly target: Target
  readonly fixture: Fixture
}

/** This server on databases of several sizes: what grows with the data, and what does not. */
export function overScale(settings: ScaleSettings): Promise<string> {
  const { sizes, members, data, json } = settings
  return withPrograms(async (folder, running) => {
    const places: Place[] = []
    for (const users of sizes) {
      say(`a database of ${whole(users)} users`)
      const largest = Math.min(members, users)
      const database = await seededDatabase(data ?? folder, { users, groups: Math.max(10, Math.ceil(users / 1000)), largest })
      const program = await running(startServer(database))
      const target: Target = { name: `rollcall with ${whole(users)} users`, port: program.port, base: '/api/scim/v2', token }
      const ids = await sampleIds(target, users)
      // What an earlier run has created on a kept database has other numbers.
      const nextUser = users + (Date.now() % 1e9) * 100
      places.push({ users, database, program, target, fixture: { users: ids, named: users, nextUser, changes: 0 } })
    }
    const operations = []
    for (const { name, requestsAt } of operationsOf()) {
      const results = await interleaved(
        name,
        places.map((place) => [place.target, requestsAt(place)] as const),
        // Few at once: a page from the middle takes long enough for 32 of them to outlast a round.
        name.includes('page') ? { ...settings, connections: 4 } : settings,
      )
      const [first = []] = results
      const slower = results.map((rounds) =>
        median(rounds.map(({ perSecond }, round) => (first[round]?.perSecond ?? Number.NaN) / perSecond)),
      )
      operations.push({ name, sizes: results.map(medians), slower })
    }
    const last = places.at(-1)
    if (last === undefined) throw new Error('there is no size to measure')
    const text = await largeAnswers(last.target, join(folder, 'text'), (starting) => running(starting))
    const scan = await besideScan(last.target, last.fixture, settings)
    // Of a server that has just begun: what the load before has left is not what these need.
    await last.program.stop()
    const fresh = await running(startServer(last.database))
    const memory = await residentDuring(
      fresh,
      { ...last.target, port: fresh.port },
      { users: last.users, members: Math.min(members, last.users) },
    )
    const startMs = places.map(({ program }) => Math.round(program.startMs))
    const report = { ...circumstances(), settings, operations, largestGroup: text, besideScan: scan, residentMiB: memory, startMs }
    if (json) return JSON.stringify(report, undefined, 2)
    const rows = operations.map(({ name, sizes: each, slower }) => [
      name,
      ...each.map(({ perSecond }) => whole(perSecond)),
      ...slower.slice(1).map((times) => `${times.toFixed(2)} ×`),
    ])
    const small = whole(sizes[0] ?? 0)
    const head = ['requests/s', ...sizes.map(whole), ...sizes.slice(1).map((size) => `${small} → ${whole(size)}`)]
    return [
      `commit ${report.commit} · Node ${report.node} · ${report.machine}`,
      `medians of ${settings.rounds} interleaved rounds of ${settings.seconds} s; the last columns say how many times slower`,
      '',
      ...aligned([head, ...rows]),
      '',
      `all of the largest group: ${text.ratio.toFixed(1)} × the time of the same ${(text.bytes / 2 ** 20).toFixed(1)} MiB as one stored text`,
      `p99 of retrieve while a filter without an index is answered: ${scan.ratio.toFixed(2)} × quiet`,
      `most memory resident, in MiB: ${Object.entries(memory)
        .map(([during, most]) => `${during} ${most}`)
        .join(', ')}`,
      `from starting the process to the first answer, in ms: ${startMs.join(', ')}`,
    ].join('\n')
  })
}

interface ScaledOperation {
  readonly name: string
  readonly requestsAt: (place: Place) => NextRequest
}

function operationsOf(): ScaledOperation[] {
  const page = (name: string, startIndex: (users: number) => number): ScaledOperation => ({
    name,
    requestsAt: ({ users }) => {
      const path = `/Users?startIndex=${startIndex(users)}&count=100`
      return () => ({ method: 'GET', path })
    },
  })
  return [
    ...userOperations
      .filter(({ name }) => !name.startsWith('page'))
      .map(({ name, requests }) => ({ name, requestsAt: ({ fixture }: Place) => requests(fixture) })),
    page('first page of 100, with the total', () => 1),
    page('page of 100 after nine tenths', (users) => Math.floor(users * 0.9) + 1),
    // Both ends are far away.
    page('page of 100 after a half', (users) => Math.floor(users * 0.5) + 1),
  ]
}
