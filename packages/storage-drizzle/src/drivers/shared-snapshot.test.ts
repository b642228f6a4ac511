import { describe, expect, it } from 'vitest'
import { createSharedSnapshot } from './shared-snapshot.ts'

function recorded() {
  const log: string[] = []
  return { log, snapshot: createSharedSnapshot({ begin: () => log.push('begin'), end: () => log.push('end') }) }
}

/** Runs as a callback of the event loop, whose promised continuations follow. */
const callback = <Value>(work: () => Promise<Value>) => new Promise<Value>((resolve) => setImmediate(() => resolve(work())))

describe('a shared snapshot', () => {
  it('is taken once for reads that follow one another, and ends before anything else comes in', async () => {
    const { log, snapshot } = recorded()
    const request = async () => {
      await Promise.resolve()
      snapshot.take()
      await Promise.resolve()
      await Promise.resolve()
      snapshot.take()
      log.push('read')
    }
    await Promise.all([callback(request), callback(async () => log.push('next')), callback(request)])
    await callback(async () => undefined)
    expect(log).toEqual(['begin', 'read', 'end', 'next', 'begin', 'read', 'end'])
  })

  it('is released for a write, and taken anew by the read after it', async () => {
    const { log, snapshot } = recorded()
    await callback(async () => {
      await Promise.resolve()
      snapshot.take()
      snapshot.release()
      snapshot.take()
    })
    await callback(async () => undefined)
    expect(log).toEqual(['begin', 'end', 'begin', 'end'])
  })
})
