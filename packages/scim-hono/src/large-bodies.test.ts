import { ScimError } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { largeBodies } from './large-bodies.ts'

/** Who was admitted, in order; each goes on until it is released. */
function admitting(atOnce?: number, longestLine?: number) {
  const admit = largeBodies(atOnce, longestLine)
  const admitted: string[] = []
  const ask = async (tenantId: string, name: string) => {
    const answered = await admit(tenantId)
    admitted.push(name)
    return answered
  }
  return { ask, admitted }
}

describe('Large bodies', () => {
  it('of one tenant are admitted two at a time, in their order, and hold up no other tenant', async () => {
    const { ask, admitted } = admitting()
    const ofAcme = ['a1', 'a2', 'a3', 'a4'].map((name) => ask('acme', name))
    await ask('globex', 'g1')
    expect(admitted).toEqual(['a1', 'a2', 'g1'])
    ;(await ofAcme[1])?.()
    await ofAcme[2]
    expect(admitted).toEqual(['a1', 'a2', 'g1', 'a3'])
    for (const each of [0, 2, 3]) (await ofAcme[each])?.()
    await ask('acme', 'a5')
    await ask('acme', 'a6')
    expect(admitted).toEqual(['a1', 'a2', 'g1', 'a3', 'a4', 'a5', 'a6'])
  })

  it('are refused with 429 and Retry-After when the line is full, and not any more when it is not', async () => {
    const { ask } = admitting(1, 2)
    const [first, second, third] = ['a1', 'a2', 'a3'].map((name) => ask('acme', name))
    const refused: unknown = await ask('acme', 'a4').catch((error) => error)
    expect(refused).toBeInstanceOf(ScimError)
    expect(refused).toMatchObject({ status: 429, headers: { 'Retry-After': '5' } })
    ;(await first)?.()
    await second
    const fifth = ask('acme', 'a5')
    await expect(ask('acme', 'a6')).rejects.toMatchObject({ status: 429 })
    for (const each of [second, third, fifth]) (await each)?.()
  })
})
