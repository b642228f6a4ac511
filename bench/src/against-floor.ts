import { join } from 'node:path'
import type { NextRequest } from './closed-loop.ts'
import { seedGroup, seedUsers } from './fixture.ts'
import { memberOperation, userOperations } from './operations.ts'
import { type Report, type Rounds, reportJson, reportText } from './report.ts'
import { circumstances, interleaved, type Settings, say, withPrograms } from './run.ts'
import { startFloor, startServer, type Target, token } from './target.ts'

export interface FloorSettings extends Settings {
  readonly users: number
  /** Of the larger of the two groups. */
  readonly members: number
}

/** This server and the bare program of floor/, operation by operation. */
export function againstFloor(settings: FloorSettings): Promise<string> {
  const { json, users, members, connections } = settings
  return withPrograms(async (folder, running) => {
    const server = await running(startServer(join(folder, 'rollcall.db')))
    const floor = await running(startFloor(join(folder, 'floor.db')))
    const rollcall: Target = { name: 'rollcall', port: server.port, base: '/api/scim/v2', token }
    const together: Target = { name: 'floor', port: floor.port, base: '/together', token }
    const each: Target = { name: 'floor, each write committed alone', port: floor.port, base: '/each', token }

    const measured = async (name: string, kind: 'read' | 'write', mine: NextRequest, bare: NextRequest): Promise<Rounds> => {
      const bareTargets = kind === 'write' ? [together, each] : [together]
      const contestants = [[rollcall, mine] as const, ...bareTargets.map((target) => [target, bare] as const)]
      const [ours = [], floors = [], alone = []] = await interleaved(name, contestants, settings)
      return { name, rollcall: ours, floor: floors, alone }
    }

    say(`seeding ${users} users`)
    const mine = await seedUsers(rollcall, users)
    const bare = await seedUsers(together, users)
    const operations: Rounds[] = []
    for (const { name, kind, requests } of userOperations) operations.push(await measured(name, kind, requests(mine), requests(bare)))
    for (const size of [10, members]) {
      if (size > 1000) say(`seeding a group of ${size} members`)
      const ours = memberOperation(await seedGroup(rollcall, mine, size, connections))
      const theirs = memberOperation(await seedGroup(together, bare, size, connections))
      operations.push(await measured(`PATCH one member, group of ${size}`, 'write', ours, theirs))
    }
    const report: Report = { ...circumstances(), settings, startMs: Math.round(server.startMs), operations }
    return json ? reportJson(report) : reportText(report)
  })
}
