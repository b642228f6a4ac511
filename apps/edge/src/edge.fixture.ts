import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { overHttp, type Send, type WireResponse } from '@rollcall/scim-conformance'
import { createTestHarness } from 'wrangler'

export const token = 'a-token-for-tests-of-forty-characters-000'

/** What the Worker is told that it is called. Requests are sent to where it really is. */
export const origin = 'http://rollcall.test'
export const scim = `${origin}/api/scim/v2`

/** The Worker as it is deployed, in workerd, with a D1 database of its own. */
export interface TestEdge {
  readonly send: Send
  /** Every line of the log so far. */
  log(): string[]
  /** Runs the scheduled clean-up. */
  scheduled(): Promise<void>
  /** A statement on the Worker's database. */
  query(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]>
  end(): Promise<void>
}

const folder = join(import.meta.dirname, '..')

/** Starts what `wrangler deploy` would upload. `globalSetup` has built it. */
export function startEdge(vars: Record<string, string> = {}): Promise<TestEdge> {
  const worker = { configPath: join(folder, 'wrangler.jsonc'), prebuiltWorkerDir: join(folder, 'dist/worker') }
  return start({ ...worker, vars: { BASE_URL: origin, ...vars }, secrets: { ROLLCALL_TOKEN: token } })
}

/** Starts another Worker of this folder on the same kind of database. */
export function startWorker(main: string, vars: Record<string, string>): Promise<TestEdge> {
  return start({
    config: {
      name: 'test',
      main: join(import.meta.dirname, main),
      compatibility_date: '2026-10-01',
      compatibility_flags: ['nodejs_als'],
      send_metrics: false,
      d1_databases: [
        {
          binding: 'DB',
          database_name: 'test',
          database_id: 'test',
          migrations_dir: join(folder, '../../packages/storage-drizzle/migrations/sqlite'),
        },
      ],
      assets: { directory: join(folder, 'dist/assets'), binding: 'ASSETS', run_worker_first: true },
      vars,
    },
  })
}

type WorkerInput = NonNullable<Parameters<typeof createTestHarness>[0]>['workers'][number]

async function start(worker: WorkerInput): Promise<TestEdge> {
  const harness = createTestHarness({ root: folder, workers: [worker] })
  const { url } = await harness.listen()
  const handle = harness.getWorker()
  await handle.applyD1Migrations('DB')
  const wire = overHttp()
  return {
    send: (request) => {
      // workerd on its own takes no raw quotes in a URI, which some clients send: they are written as fetch writes them.
      const sent = { ...request, url: request.url.replace(origin, url.origin).replaceAll('"', '%22') }
      return typeof sent.body === 'string' && sent.body.length > 1_000_000 && sent.chunked !== true ? sendPatiently(sent) : wire.send(sent)
    },
    log: () => harness.getLogs().map(({ message }) => message),
    scheduled: async () => void (await handle.scheduled({ cron: '*/5 * * * *' })),
    async query(sql, ...values) {
      const { DB } = await handle.getEnv()
      return (
        await DB.prepare(sql)
          .bind(...values)
          .all()
      ).results
    },
    async end() {
      wire.close()
      await harness.close()
    },
  }
}

/**
 * Sends the head and waits a moment for the answer before the body: workerd on one's own machine, which has no server before it, cuts
 * the connection of a body that the Worker did not want to read, and the answer is lost.
 */
function sendPatiently({ method, url, headers, body = '' }: Parameters<Send>[0]): Promise<WireResponse> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      { method, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } },
      (incoming) => {
        clearTimeout(timer)
        const pieces: Buffer[] = []
        incoming.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject)
        incoming.on('end', () => {
          outgoing.destroy()
          const flat = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
          const answer = { status: incoming.statusCode ?? 0, headers: Object.fromEntries(flat), body: Buffer.concat(pieces).toString() }
          resolve({ ...answer, milliseconds: performance.now() - started })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.flushHeaders()
    const timer = setTimeout(() => outgoing.end(body), 500)
  })
}
