import { describe, expect, it } from 'vitest'
import { userResourceType } from '../schema/definitions/resource-types.ts'
import { completeResourceTypes } from '../schema/resource-types.ts'
import type { Derivation, DerivedResource, TenantDerivations } from '../storage/derivations.ts'
import { type Reindexed, reindex } from './reindex.ts'

const resourceTypes = completeResourceTypes([userResourceType])
const urn = 'urn:ietf:params:scim:schemas:core:2.0:User'

function kept(id: string, document: object, changes: Partial<DerivedResource> = {}): DerivedResource {
  const text = JSON.stringify({ schemas: [urn], ...document })
  return { id, document: text, comparable: {}, indexed: [], label: undefined, isIntact: true, ...changes }
}

/** Reindexes these users, and gives what was written and what was said in all. */
async function reindexed(users: readonly DerivedResource[], outcome: 'written' | 'stale' | 'conflict' = 'written') {
  const written: Derivation[] = []
  const swept: number[] = []
  const derivations: TenantDerivations = {
    page: async (_, after, limit) => users.filter(({ id }) => after === undefined || id > after).slice(0, limit),
    async replace(derivation) {
      written.push(derivation)
      return outcome
    },
    async sweep(_, after) {
      swept.push(written.length)
      return { removed: 1, next: after === undefined ? { path: 'p', value: 'v', id: 'i' } : undefined }
    },
  }
  const said: Reindexed[] = []
  for await (const stretch of reindex(derivations, resourceTypes)) said.push(stretch)
  const sum = (count: (stretch: Reindexed) => number) => said.reduce((total, stretch) => total + count(stretch), 0)
  const [checked, mended, removed] = [sum((each) => each.checked), sum((each) => each.mended), sum((each) => each.removed)]
  return { written, swept, checked, mended, removed, refused: said.flatMap(({ refused }) => refused) }
}

describe('reindex', () => {
  it('writes what should be derived from a document, and nothing where it is so', async () => {
    const { written } = await reindexed([kept('a', { userName: 'BJensen' })])
    expect(written).toEqual([
      expect.objectContaining({
        type: 'User',
        id: 'a',
        comparable: { schemas: [urn.toLowerCase()], userName: ['bjensen'] },
        indexed: [{ path: 'userName', value: 'bjensen', unique: true }],
      }),
    ])
    const [{ comparable, indexed, label } = { comparable: {}, indexed: [], label: undefined }] = written
    const right = kept('a', { userName: 'BJensen' }, { comparable, indexed, label })
    expect(await reindexed([right])).toMatchObject({ written: [], checked: 1, mended: 0 })
    expect((await reindexed([{ ...right, isIntact: false }])).mended).toBe(1)
  })

  it('looks at every resource, in stretches', async () => {
    const users = Array.from({ length: 120 }, (_, index) => kept(String(index).padStart(3, '0'), { userName: `user ${index}` }))
    expect(await reindexed(users)).toMatchObject({ checked: 120, mended: 120 })
  })

  it('removes stray rows first, which may hold a unique value', async () => {
    expect(await reindexed([kept('a', { userName: 'a' })])).toMatchObject({ swept: [0, 0], removed: 2 })
  })

  it('keeps unique what the profile of its writer wanted to be unique (D-37), and forgets attributes that are gone', async () => {
    const indexed = [
      { path: 'displayName', value: 'old', unique: true },
      { path: 'urn:example:gone:badge', value: '7', unique: true },
    ]
    const { written } = await reindexed([kept('a', { userName: 'a', displayName: 'New' }, { indexed })])
    expect(written[0]?.indexed).toContainEqual({ path: 'displayName', value: 'new', unique: true })
    expect(written[0]?.indexed.map(({ path }) => path)).not.toContain('urn:example:gone:badge')
  })

  it('tells which resources cannot be indexed, and goes on', async () => {
    const users = [kept('a', { userName: 'n'.repeat(600) }), kept('b', { userName: 'b' })]
    expect(await reindexed(users)).toMatchObject({ mended: 1, refused: [{ id: 'a', reason: expect.stringContaining('longer than 512') }] })
    expect(await reindexed([kept('c', { userName: 'taken' })], 'conflict')).toMatchObject({ mended: 0, refused: [{ id: 'c' }] })
  })

  it('leaves alone what somebody else has written meanwhile', async () => {
    expect(await reindexed([kept('a', { userName: 'a' })], 'stale')).toMatchObject({ checked: 1, mended: 0, refused: [] })
  })
})
