import { writeFileSync } from 'node:fs'
import { sendAll } from './closed-loop.ts'
import type { Request } from './connection.ts'
import { say } from './run.ts'
import { median } from './table.ts'
import { type Program, startStoredText, type Target, token } from './target.ts'

/** The time of a GET of the largest group against that of the same bytes from a single row, by turns. */
export async function largeAnswers(target: Target, folder: string, running: (program: Promise<Program>) => Promise<Program>) {
  say('all members of the largest group')
  const find: Request = { method: 'GET', path: `/Groups?attributes=id&filter=${encodeURIComponent('displayName eq "Team 0"')}` }
  const [found] = await sendAll(target, [find], 1)
  const id = String(JSON.parse(found?.body.toString() ?? '{}').Resources?.[0]?.id)
  const group: Request = { method: 'GET', path: `/Groups/${id}` }
  const [whole] = await sendAll(target, [group], 1)
  const body = whole?.body ?? Buffer.alloc(0)
  writeFileSync(`${folder}.json`, body)
  const program = await running(startStoredText(`${folder}.db`, `${folder}.json`))
  const stored: Target = { name: 'a stored text', port: program.port, base: '', token }

  const times = { rollcall: [] as number[], stored: [] as number[] }
  for (let round = 0; round < 10; round += 1) {
    times.rollcall.push(await timed(target, group))
    times.stored.push(await timed(stored, { method: 'GET', path: '/text' }))
  }
  const [rollcallMs, storedMs] = [median(times.rollcall), median(times.stored)]
  return { bytes: body.length, rollcallMs, storedMs, ratio: rollcallMs / storedMs }
}

async function timed(target: Target, request: Request): Promise<number> {
  const began = performance.now()
  await sendAll(target, [request], 1)
  return performance.now() - began
}
