import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Measurement, measure, type NextRequest } from './closed-loop.ts'
import type { Program, Target } from './target.ts'

export interface Settings {
  readonly json: boolean
  readonly rounds: number
  /** Of each measurement. */
  readonly seconds: number
  readonly connections: number
}

export const say = (line: string) => console.error(`bench: ${line}`)

/** What a figure is worth nothing without. */
export function circumstances() {
  return {
    commit: commit(),
    node: process.versions.node,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(1)}`,
  }
}

/** Measures several targets by turns, so that what disturbs the machine disturbs all of them. One list of rounds for each. */
export async function interleaved(
  name: string,
  contestants: readonly (readonly [Target, NextRequest])[],
  { rounds, seconds, connections }: Settings,
): Promise<Measurement[][]> {
  say(name)
  const results = contestants.map((): Measurement[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, [target, next]] of contestants.entries()) results[index]?.push(await measure(target, next, seconds, connections))
  }
  return results
}

/** Gives the work a folder of its own and what it needs to start programs; all of it is gone afterwards. */
export async function withPrograms<Value>(
  work: (folder: string, running: (program: Promise<Program>) => Promise<Program>) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const programs: Program[] = []
  try {
    return await work(folder, async (starting) => {
      const program = await starting
      programs.push(program)
      return program
    })
  } finally {
    await Promise.all(programs.map((program) => program.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ', changed'}`
  } catch {
    return 'unknown'
  }
}
