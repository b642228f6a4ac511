import { describe, expect, it } from 'vitest'
import { createTurnSnapshot } from './turn-snapshot.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function recorded() {
  const log: string[] = []
  return { log, snapshot: createTurnSnapshot({ begin: () => log.push('begin'), end: () => log.push('end') }) }
}

describe('the snapshot of a turn', () => {
  it('is taken once for all reads of a turn, and ends with it', async () => {
    const { log, snapshot } = recorded()
    snapshot.take()
    snapshot.take()
    expect(log).toEqual(['begin'])
    await turn()
    expect(log).toEqual(['begin', 'end'])
    snapshot.take()
    await turn()
    expect(log).toEqual(['begin', 'end', 'begin', 'end'])
  })

  it('is released for a write, and taken anew by the read after it', async () => {
    const { log, snapshot } = recorded()
    snapshot.take()
    snapshot.release()
    snapshot.take()
    expect(log).toEqual(['begin', 'end', 'begin'])
    await turn()
    await turn()
    expect(log).toEqual(['begin', 'end', 'begin', 'end'])
  })
})
