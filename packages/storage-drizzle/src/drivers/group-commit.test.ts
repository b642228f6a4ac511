import { afterEach, describe, expect, it, vi } from 'vitest'
import { createGroupCommit, type Transactions } from './group-commit.ts'

/** Transactions that tell what happened to them, in order. */
function recorded(fail: Partial<Record<keyof Transactions, () => unknown>> = {}) {
  const log: string[] = []
  let isOpen = false
  const step = (name: Exclude<keyof Transactions, 'isOpen'>, opens?: boolean) => () => {
    const error = fail[name]?.()
    log.push(error === undefined ? name : `${name} fails`)
    if (error !== undefined) throw error
    if (opens !== undefined) isOpen = opens
  }
  const transactions: Transactions = {
    isOpen: () => isOpen,
    begin: step('begin', true),
    commit: step('commit', false),
    rollback: step('rollback', false),
    savepoint: step('savepoint'),
    rollbackToSavepoint: step('rollbackToSavepoint'),
    releaseSavepoint: step('releaseSavepoint'),
  }
  return { transactions, log, lose: () => (isOpen = false) }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
/** From here on time passes only where the test says so: a machine that is busy elsewhere must not decide what comes together. */
const stopTheClock = () => vi.useFakeTimers({ toFake: ['performance'] })
const busy = new Error('busy')
const patient = { patience: 1000, isBusy: (error: unknown) => error === busy }

describe('group commit', () => {
  afterEach(() => vi.useRealTimers())

  it('commits what arrives in one turn of the event loop together, in its order', async () => {
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    const results = await Promise.all([1, 2, 3].map((number) => write(() => log.push(`write ${number}`) && number)))
    expect(results).toEqual([1, 2, 3])
    expect(log).toEqual(['begin', 'write 1', 'write 2', 'write 3', 'commit'])
  })

  it('waits as long as each turn brings more', async () => {
    stopTheClock()
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    const writes = [write(() => log.push('first')), write(() => log.push('second'))]
    await turn()
    writes.push(write(() => log.push('third')))
    await Promise.all(writes)
    expect(log).toEqual(['begin', 'first', 'second', 'third', 'commit'])
  })

  it('does not count the time that reading the others takes as waiting', async () => {
    stopTheClock()
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    const writes = [write(() => log.push('first')), write(() => log.push('second'))]
    await turn()
    vi.advanceTimersByTime(5)
    writes.push(write(() => log.push('third')))
    await turn()
    writes.push(write(() => log.push('fourth')))
    await Promise.all(writes)
    expect(log).toEqual(['begin', 'first', 'second', 'third', 'fourth', 'commit'])
  })

  it('waits a moment for as many as came together last time', async () => {
    stopTheClock()
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    await Promise.all([1, 2].map(() => write(() => undefined)))
    log.length = 0
    const writes = [write(() => log.push('first'))]
    await turn()
    writes.push(write(() => log.push('second')))
    await Promise.all(writes)
    expect(log).toEqual(['begin', 'first', 'second', 'commit'])
  })

  it('commits a write that is alone in the turn it came in, and waits for no more than a moment where there were others before', async () => {
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    const alone = write(() => log.push('alone'))
    await turn()
    expect(log).toEqual(['begin', 'alone', 'commit'])
    await alone
    await Promise.all([1, 2, 3, 4].map(() => write(() => undefined)))
    await write(() => log.push('alone again'))
    expect(log.at(-1)).toBe('commit')
  })

  it('answers only after the commit', async () => {
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    await write(() => undefined).then(() => log.push('answered'))
    expect(log).toEqual(['begin', 'commit', 'answered'])
  })

  it('commits what comes later in another transaction', async () => {
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    await write(() => undefined)
    await write(() => undefined)
    expect(log).toEqual(['begin', 'commit', 'begin', 'commit'])
  })

  it('undoes a write that fails and keeps the others', async () => {
    const { transactions, log } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    const fails = () => {
      log.push('fails')
      throw new Error('taken')
    }
    const results = await Promise.allSettled([write(() => log.push('first')), write(fails), write(() => log.push('last'))])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(log.slice(log.indexOf('rollback'))).toEqual([
      ...['rollback', 'begin', 'savepoint', 'first', 'releaseSavepoint'],
      ...['savepoint', 'fails', 'rollbackToSavepoint', 'releaseSavepoint'],
      ...['savepoint', 'last', 'releaseSavepoint', 'commit'],
    ])
  })

  it.each(['commit', 'savepoint'] as const)('fails every write of a transaction that is lost at %s', async (name) => {
    const full = new Error('full')
    const { transactions, log } = recorded({ [name]: () => full })
    const { write } = createGroupCommit(transactions, patient)
    const refused = () => {
      throw new Error('taken')
    }
    const results = await Promise.allSettled([write(() => 1), write(name === 'savepoint' ? refused : () => 2)])
    expect(results).toEqual([
      { status: 'rejected', reason: full },
      { status: 'rejected', reason: full },
    ])
    expect(log.at(-1)).toBe('rollback')
  })

  it('fails every write when one of them makes the database undo the transaction', async () => {
    const { transactions, log, lose } = recorded()
    const { write } = createGroupCommit(transactions, patient)
    const full = new Error('full')
    const loses = () => {
      lose()
      throw full
    }
    const results = await Promise.allSettled([write(() => 1), write(loses)])
    expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual([full, full])
    expect(log).toEqual(['begin'])
  })

  it('comes back while another process has the lock, with what has arrived since', async () => {
    let refusals = 2
    const { transactions, log } = recorded({ begin: () => (refusals-- > 0 ? busy : undefined) })
    const { write } = createGroupCommit(transactions, patient)
    const first = write(() => log.push('first'))
    await new Promise(setImmediate)
    await Promise.all([first, write(() => log.push('second'))])
    expect(log).toEqual(['begin fails', 'begin fails', 'begin', 'first', 'second', 'commit'])
  })

  it('gives up when the lock is held for longer than it has patience', async () => {
    const { transactions, log } = recorded({ begin: () => busy })
    const { write } = createGroupCommit(transactions, { ...patient, patience: 20 })
    await expect(write(() => 1)).rejects.toBe(busy)
    expect(log.length).toBeGreaterThan(1)
  })

  it('commits at once when it is flushed', () => {
    const { transactions, log } = recorded()
    const { write, flush } = createGroupCommit(transactions, patient)
    void write(() => log.push('write'))
    flush()
    expect(log).toEqual(['begin', 'write', 'commit'])
  })
})
