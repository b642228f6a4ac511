import type { Fixture } from './fixture.ts'
import { type Operation, userOperations } from './operations.ts'
import { circumstances, interleaved, type Settings, withPrograms } from './run.ts'
import { sampleIds } from './sample-ids.ts'
import { seededDatabase } from './seed-database.ts'
import { aligned, median, medians, whole } from './table.ts'
import { startPeer, startServer, type Target, token } from './target.ts'

export interface PeerSettings extends Settings {
  readonly users: number
  /** Where the database is kept for the next run; undefined keeps nothing. */
  readonly data: string | undefined
}

/** This server, whose writes are on disk, and a rival that keeps its users in memory. */
export function againstPeer(settings: PeerSettings): Promise<string> {
  const { json, users, data } = settings
  return withPrograms(async (folder, running) => {
    const database = await seededDatabase(data ?? folder, { users, groups: Math.ceil(users / 1000), largest: Math.ceil(users / 10) })
    const server = await running(startServer(database))
    const peer = await running(startPeer(users, 'map'))
    const rollcall: Target = { name: 'rollcall', port: server.port, base: '/api/scim/v2', token }
    const scimmy: Target = { name: 'scimmy', port: peer.port, base: '/scim', token }
    const mine = fixture(await sampleIds(rollcall, users))
    const theirs = fixture((await (await fetch(`http://127.0.0.1:${peer.port}/ids`)).json()) as string[])

    const compared = async (name: string, requests: Operation['requests'], rival: Target, how: Settings) => {
      const contestants = [[rollcall, requests(mine)] as const, [rival, requests(theirs)] as const]
      const [ours = [], others = []] = await interleaved(name, contestants, how)
      const ratio = median(ours.map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN)))
      return { name, rollcall: medians(ours), scimmy: medians(others), ratio }
    }
    const operations = []
    // A page costs scimmy a walk over everybody: it is compared where both answer in time.
    for (const { name, requests } of userOperations.filter((each) => !each.name.startsWith('page')))
      operations.push(await compared(name, requests, scimmy, settings))
    const looking: Target = { ...scimmy, name: 'scimmy, match', port: (await running(startPeer(users, 'match'))).port }
    for (const { name, requests } of userOperations.filter((each) => each.name.startsWith('query')))
      operations.push(await compared(`${name}; scimmy by its match, one connection`, requests, looking, { ...settings, connections: 1 }))
    const report = { ...circumstances(), settings, operations }
    if (json) return JSON.stringify(report, undefined, 2)
    const rows = operations.map(({ name, rollcall: ours, scimmy: others, ratio }) => [
      name,
      ...[ours, others].flatMap(({ perSecond, p99 }) => [whole(perSecond), p99.toFixed(1)]),
      ratio.toFixed(1),
    ])
    return [
      `commit ${report.commit} · Node ${report.node} · ${report.machine}`,
      `${whole(users)} users; rollcall durable on disk, scimmy in memory with a map for ids and, but for the last line, one for user names`,
      '',
      ...aligned([['requests/s, p99 in ms', 'rollcall', 'p99', 'scimmy', 'p99', 'ratio'], ...rows]),
    ].join('\n')
  })

  function fixture(ids: readonly string[]): Fixture {
    return { users: ids, named: users, nextUser: users + 10_000_000, changes: 0 }
  }
}
