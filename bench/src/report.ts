import type { Measurement } from './closed-loop.ts'
import { aligned, median, medians, whole } from './table.ts'

/** The rounds of one operation, in the order they ran; `alone` is empty for reads. */
export interface Rounds {
  readonly name: string
  readonly rollcall: readonly Measurement[]
  readonly floor: readonly Measurement[]
  readonly alone: readonly Measurement[]
}

export interface Report {
  readonly commit: string
  readonly node: string
  readonly machine: string
  readonly settings: Readonly<Record<'users' | 'members' | 'connections' | 'rounds' | 'seconds', number>>
  /** Milliseconds from starting the server's process to its first answer, on an empty database. */
  readonly startMs: number
  readonly operations: readonly Rounds[]
}

interface Figures {
  readonly name: string
  readonly rollcall: Measurement
  readonly floor: Measurement
  readonly ratio: number
  readonly alone?: Measurement
  readonly ratioAlone?: number
}

export function reportJson(report: Report): string {
  const operations = report.operations.map(figures)
  return JSON.stringify({ ...report, operations, memberCost: memberCost(operations) }, undefined, 2)
}

export function reportText(report: Report): string {
  const { users, connections, rounds, seconds } = report.settings
  const operations = report.operations.map(figures)
  const rows = operations.map(({ name, rollcall, floor, ratio, alone, ratioAlone }) => [
    name,
    whole(rollcall.perSecond),
    rollcall.p99.toFixed(1),
    whole(floor.perSecond),
    floor.p99.toFixed(1),
    ratio.toFixed(2),
    alone ? whole(alone.perSecond) : '',
    ratioAlone?.toFixed(2) ?? '',
  ])
  const head = ['requests/s, p99 in ms', 'rollcall', 'p99', 'floor', 'p99', 'ratio', 'alone', 'ratio']
  const cost = memberCost(operations)
  return [
    `commit ${report.commit} · Node ${report.node} · ${report.machine}`,
    `${whole(users)} users, ${connections} connections, medians of ${rounds} interleaved rounds of ${seconds} s; every write is durable`,
    'floor: bare Hono + better-sqlite3, writes of one turn committed together; alone: the same, every write committed alone',
    '',
    ...aligned([head, ...rows]),
    '',
    `one member in the largest group costs ${cost.toFixed(2)} × what it costs in a group of 10`,
    `from starting the process to the first answer: ${report.startMs} ms`,
  ].join('\n')
}

/** Ratios are medians of the ratios of each round, whose measurements stood next to each other in time. */
function figures({ name, rollcall, floor, alone }: Rounds): Figures {
  const ratioTo = (others: readonly Measurement[]) =>
    median(rollcall.map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN)))
  const reads = { name, rollcall: medians(rollcall), floor: medians(floor), ratio: ratioTo(floor) }
  return alone.length > 0 ? { ...reads, alone: medians(alone), ratioAlone: ratioTo(alone) } : reads
}

/** How many times the time of one member in a group of 10 the largest group takes; 1 is the aim. */
function memberCost(operations: readonly Figures[]): number {
  const [small, large] = operations.filter(({ name }) => name.startsWith('PATCH one member'))
  return (small?.rollcall.perSecond ?? Number.NaN) / (large?.rollcall.perSecond ?? Number.NaN)
}
