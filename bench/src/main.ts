/**
 * `npm run bench`: this server and the bare program of floor/, interleaved in one run over HTTP on 127.0.0.1, so that the ratios between
 * them carry over to other machines although the figures do not. `--json` prints the result as JSON; `--help` lists the settings.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Measurement, measure, type NextRequest } from './closed-loop.ts'
import { type Fixture, seedGroup, seedUsers } from './fixture.ts'
import { memberOperation, type Operation, userOperations } from './operations.ts'
import { type Report, type Rounds, reportJson, reportText } from './report.ts'
import { startFloor, startServer, type Target, token } from './target.ts'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1.5' },
    users: { type: 'string', default: '10000' },
    members: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '32' },
  },
})
if (options.help) {
  console.log('npm run bench -- [--json] [--rounds 3] [--seconds 1.5] [--users 10000] [--members 100000] [--connections 32]')
  process.exit()
}
const rounds = Number(options.rounds)
const seconds = Number(options.seconds)
const users = Number(options.users)
const members = Number(options.members)
const connections = Number(options.connections)
const say = (line: string) => console.error(`bench: ${line}`)

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
const server = await startServer(join(folder, 'rollcall.db'))
const floor = await startFloor(join(folder, 'floor.db')).catch(async (error) => {
  await server.stop()
  throw error
})
try {
  const rollcall: Target = { name: 'rollcall', port: server.port, base: '/api/scim/v2', token }
  const together: Target = { name: 'floor', port: floor.port, base: '/together', token }
  const each: Target = { name: 'floor, each write committed alone', port: floor.port, base: '/each', token }

  say(`seeding ${users} users`)
  const rollcallFixture = await seedUsers(rollcall, users)
  const floorFixture = await seedUsers(together, users)
  const operations = []
  for (const operation of userOperations) operations.push(await userRounds(operation, rollcallFixture, floorFixture))

  for (const size of [10, members]) {
    if (size > 1000) say(`seeding a group of ${size} members`)
    const rollcallGroup = memberOperation(await seedGroup(rollcall, rollcallFixture, size, connections))
    const floorGroup = memberOperation(await seedGroup(together, floorFixture, size, connections))
    operations.push(await interleaved(`PATCH one member, group of ${size}`, 'write', rollcallGroup, floorGroup))
  }

  const report: Report = {
    commit: commit(),
    node: process.versions.node,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    settings: { users, members, connections, rounds, seconds },
    startMs: Math.round(server.startMs),
    operations,
  }
  console.log(options.json ? reportJson(report) : reportText(report))

  function userRounds(operation: Operation, mine: Fixture, bare: Fixture): Promise<Rounds> {
    return interleaved(operation.name, operation.kind, operation.requests(mine), operation.requests(bare))
  }

  async function interleaved(name: string, kind: 'read' | 'write', mine: NextRequest, bare: NextRequest): Promise<Rounds> {
    say(name)
    const result: { name: string; rollcall: Measurement[]; floor: Measurement[]; alone: Measurement[] } = {
      name,
      rollcall: [],
      floor: [],
      alone: [],
    }
    for (let round = 0; round < rounds; round += 1) {
      result.rollcall.push(await measure(rollcall, mine, seconds, connections))
      result.floor.push(await measure(together, bare, seconds, connections))
      if (kind === 'write') result.alone.push(await measure(each, bare, seconds, connections))
    }
    return result
  }
} finally {
  await Promise.all([server.stop(), floor.stop()])
  rmSync(folder, { recursive: true, force: true })
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ', changed'}`
  } catch {
    return 'unknown'
  }
}
