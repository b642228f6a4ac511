import { measure, type NextRequest } from './closed-loop.ts'
import type { Fixture } from './fixture.ts'
import { userOperations } from './operations.ts'
import { type Settings, say } from './run.ts'
import { median } from './table.ts'
import type { Target } from './target.ts'

/** No index has nickNames, and nobody is called that: everybody is looked at. */
const scanning: NextRequest = () => ({ method: 'GET', path: `/Users?count=1&filter=${encodeURIComponent('nickName co "zzzzzz"')}` })

/** The p99 of retrieve, in milliseconds, alone and while one client after the other searches without an index, by turns. */
export async function besideScan(target: Target, fixture: Fixture, { rounds, seconds }: Settings) {
  say('retrieve beside a filter without an index')
  const retrieve = userOperations.find(({ name }) => name === 'retrieve')?.requests(fixture)
  if (retrieve === undefined) throw new Error('there is no operation named retrieve')
  const quiet: number[] = []
  const scanned: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    quiet.push((await measure(target, retrieve, seconds, 4)).p99)
    const [beside] = await Promise.all([measure(target, retrieve, seconds, 4), measure(target, scanning, seconds, 1)])
    scanned.push(beside.p99)
  }
  const [p99Quiet, p99Scanned] = [median(quiet), median(scanned)]
  return { p99Quiet, p99Scanned, ratio: p99Scanned / p99Quiet }
}
