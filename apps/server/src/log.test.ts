import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

const logged = (use: (log: ReturnType<typeof createLog>) => void, level: 'info' | 'error' | 'silent' = 'info') => {
  const lines: string[] = []
  use(createLog(level, { write: (line) => void lines.push(line) }))
  return lines
}

const entry = {
  requestId: '0190a5c4',
  method: 'GET',
  route: '/Users/{id}',
  status: 400,
  scimType: 'invalidValue',
  duration: 3,
  tenantId: 'default',
  actor: 'first-token',
  tolerated: [{ id: 'Q-OP-CASE', because: 'Entra capitalises op.' }],
} as const

describe('the log', () => {
  it('writes one JSON object a line for a request', () => {
    const [line = '', ...more] = logged((log) => log.request(entry))
    expect(more).toEqual([])
    expect(line.endsWith('}\n')).toBe(true)
    expect(JSON.parse(line)).toEqual({ level: 30, time: expect.stringMatching(/^20\d\d-.*Z$/), ...entry, msg: 'request' })
  })

  it('writes of an error what it is and where it came from, not what a driver hung on it', () => {
    const cause = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR', params: ['joe.bloggs@example.com'] })
    const error = Object.assign(new Error('no unit was written', { cause }), { query: 'insert …', headers: { authorization: 'Bearer x' } })
    const [line = ''] = logged((log) => log.failure(error, '0190a5c4'))
    expect(JSON.parse(line)).toMatchObject({
      requestId: '0190a5c4',
      err: { type: 'Error', message: 'no unit was written', cause: { code: 'SQLITE_IOERR', message: 'disk I/O error' } },
    })
    expect(line).toContain('log.test.ts')
    expect(line).not.toMatch(/joe|insert|Bearer/)
    expect(logged((log) => log.failure('Bearer x', '0190a5c4')).join()).not.toContain('Bearer')
  })

  it('is as quiet as it is told to be', () => {
    expect(logged((log) => log.request(entry), 'error')).toEqual([])
    expect(logged((log) => log.failure(new Error('x'), '1'), 'silent')).toEqual([])
  })
})
