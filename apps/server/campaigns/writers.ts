import { group, send } from './client.ts'
import { after, type Holding, type Ledger, type Recorded, type WriterLedger } from './ledger.ts'
import { plan } from './plan.ts'
import { createRandom, type Random } from './random.ts'

export interface Writers {
  /** Requests that were acknowledged so far. */
  acknowledged(): number
  /** Lets each writer end the request that it is at. */
  stop(): void
  /** Resolves when all have stopped: told to, or because the server did not answer. Rejects on an answer that is wrong. */
  readonly done: Promise<void>
}

const writerNames = Array.from({ length: 16 }, (_, index) => `w${index}`)

/** Makes the groups that the writers write to. */
export async function createLedger(scim: string): Promise<Ledger> {
  const groups: Ledger['groups'] = []
  const create = async (displayName: string): Promise<string> => {
    const requestId = `setup-${groups.length}`.padEnd(8, '-')
    const { status, body } = await send(scim, 'POST', '/Groups', { schemas: [group], displayName }, { 'X-Request-Id': requestId })
    if (status !== 201) throw new Error(`A group was answered by ${status}.`)
    groups.push({ id: body.id, requestId })
    return body.id
  }
  await create('Shared 1')
  await create('Shared 2')
  const writers: WriterLedger[] = []
  for (const name of writerNames) {
    const holding = { users: new Map(), deleted: [] }
    writers.push({ name, ownGroup: await create(`Group of ${name}`), holding, settled: [], pending: [], ids: new Map() })
  }
  return { writers, groups }
}

/** Lets all writers write, each one request after the other, until they are stopped or the server is gone. */
export function startWriters(scim: string, ledger: Ledger, round: number, seed: number): Writers {
  const state = { acknowledged: 0, stopped: false }
  const shared = ledger.groups.slice(0, 2).map(({ id }) => id)
  const run = async (writer: WriterLedger, random: Random): Promise<void> => {
    let { holding } = writer
    for (let count = 0; !state.stopped; count += 1) {
      const next = await writeOne(scim, writer, holding, shared, `${round}.${count}`, random)
      if (next === undefined) return
      holding = next
      state.acknowledged += 1
    }
  }
  const running = ledger.writers.map((writer, index) => run(writer, createRandom(seed + index)))
  return {
    acknowledged: () => state.acknowledged,
    stop() {
      state.stopped = true
    },
    done: Promise.all(running).then(() => undefined),
  }
}

/** The holding after one more request; undefined when it was not acknowledged. */
async function writeOne(
  scim: string,
  writer: WriterLedger,
  holding: Holding,
  shared: readonly string[],
  mark: string,
  random: Random,
): Promise<Holding | undefined> {
  const { method, path, body, effects, contended } = plan(writer, holding, shared, mark, random)
  const requestId = `${writer.name}-request-${mark}`
  const recorded: Recorded = { requestId, effects, acknowledged: false }
  writer.pending.push(recorded)
  const answer = await send(scim, method, path, body, { 'X-Request-Id': requestId }).catch(() => undefined)
  if (answer === undefined || answer.status === 503) return undefined
  recorded.acknowledged = true
  if (contended && answer.status === 409) {
    writer.pending[writer.pending.length - 1] = { ...recorded, effects: [] }
    return holding
  }
  if (!succeeded(answer.status, answer.body)) {
    throw new Error(`${method} ${path} was answered by ${answer.status}: ${JSON.stringify(answer.body)}`)
  }
  for (const effect of effects) {
    const id = effect.kind === 'create' ? idIn(answer.body) : undefined
    if (effect.kind === 'create' && id !== undefined) writer.ids.set(effect.user, id)
  }
  return effects.reduce((held, effect) => after(held, effect, writer.ids).holding, holding)
}

interface AnswerBody {
  readonly id?: string
  readonly Operations?: readonly { readonly status: string; readonly location?: string }[]
}

function succeeded(status: number, body: AnswerBody | undefined): boolean {
  return status < 300 && (body?.Operations ?? []).every((operation) => operation.status.startsWith('2'))
}

/** The id of what a POST or the first operation of a Bulk request created. */
function idIn(body: AnswerBody | undefined): string | undefined {
  return body?.id ?? body?.Operations?.[0]?.location?.split('/').at(-1)
}
