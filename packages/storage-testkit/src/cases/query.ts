import { type Filter, nothing } from '@rollcall/scim-core/filter'
import type { SortKey } from '@rollcall/scim-core/storage'
import { expect, it } from 'vitest'
import type { NewSubject, Subject } from '../open-storage.ts'
import { ask, idsOf, walk } from '../questions.ts'
import { deletion, group, type SampleValues, user } from '../samples.ts'

const byUserName: SortKey = { kind: 'attribute', key: 'userName', subAttribute: undefined, index: 'userName' }
const byNickName: SortKey = { kind: 'attribute', key: 'nickName', subAttribute: undefined, index: undefined }
const byEmail: SortKey = { kind: 'attribute', key: 'emails', subAttribute: 'value', index: undefined }
const byAge: SortKey = { kind: 'attribute', key: 'age', subAttribute: undefined, index: undefined }

export function queryCases(newSubject: NewSubject): void {
  const withUsers = async (users: Readonly<Record<string, SampleValues>>): Promise<Subject> => {
    const subject = newSubject()
    for (const [id, values] of Object.entries(users)) await subject.store.create(user(id, values))
    return subject
  }
  const fiveUsers = () => withUsers({ c: {}, a: {}, e: {}, b: {}, d: {} })

  it('shows pages by index, in the order of ids', async () => {
    const { store } = await fiveUsers()
    const page = async (offset: number, limit: number) => idsOf(await store.query(ask({ page: { kind: 'index', offset, limit } })))
    expect(await page(0, 2)).toEqual(['a', 'b'])
    expect(await page(2, 2)).toEqual(['c', 'd'])
    expect(await page(4, 2)).toEqual(['e'])
    expect(await page(5, 2)).toEqual([])
    expect(await page(0, 0)).toEqual([])
  })

  it.each(['ascending', 'descending'] as const)('shows every %s page, whichever end it is nearer to', async (order) => {
    const { store } = await fiveUsers()
    const inOrder = order === 'ascending' ? ['a', 'b', 'c', 'd', 'e'] : ['e', 'd', 'c', 'b', 'a']
    for (const sortBy of [undefined, { kind: 'column', column: 'id' } as const]) {
      for (let offset = 0; offset <= 7; offset += 1) {
        for (let limit = 0; limit <= 7; limit += 1) {
          const page = await store.query(ask({ ...(sortBy && { sortBy }), order, page: { kind: 'index', offset, limit }, total: true }))
          expect({ offset, limit, ids: idsOf(page) }).toEqual({ offset, limit, ids: inOrder.slice(offset, offset + limit) })
        }
      }
    }
  })

  it.each([0, 1, 4, 5, 6, 1_000_000_000])('tells the true total from offset %i (D-27)', async (offset) => {
    const { store } = await fiveUsers()
    for (const limit of [0, 1, 5, 100]) {
      for (const filter of [undefined, { kind: 'column', column: 'id', operator: 'ge', value: 'a' } as const]) {
        const question = ask({ ...(filter === undefined ? {} : { filter }), page: { kind: 'index', offset, limit }, total: true })
        expect(await store.query(question)).toMatchObject({ total: 5 })
      }
    }
  })

  it('tells no total when none is wanted', async () => {
    const { store } = await fiveUsers()
    expect((await store.query(ask({ total: false }))).total).toBeUndefined()
  })

  it('returns whole resources', async () => {
    const { store } = newSubject()
    await store.create(user('a', {}, { passwordHash: 'hash' }))
    expect((await store.query(ask({}))).resources).toEqual([await store.get('User', 'a')])
    expect((await store.query(ask({ sortBy: byEmail }))).resources).toEqual([await store.get('User', 'a')])
  })

  it('finds nothing by the filter that nothing satisfies', async () => {
    const { store } = await fiveUsers()
    expect(await store.query(ask({ filter: nothing, total: true }))).toMatchObject({ total: 0, resources: [] })
  })

  it('orders text by code point, not by UTF-16 code unit', async () => {
    const { store } = await withUsers({
      a: { userName: '\u{10000}' },
      b: { userName: '\uFFFD' },
      c: { userName: 'z' },
      d: { userName: 'Z' },
    })
    expect(idsOf(await store.query(ask({ sortBy: byUserName })))).toEqual(['d', 'c', 'b', 'a'])
  })

  it('orders numbers by size', async () => {
    const { store } = await withUsers({ a: { age: 10 }, b: { age: 9 }, c: { age: -1.5 }, d: { age: 100 } })
    expect(idsOf(await store.query(ask({ sortBy: byAge })))).toEqual(['c', 'b', 'a', 'd'])
  })

  it('puts resources without a value last when ascending and first when descending', async () => {
    const { store } = await withUsers({ a: {}, b: { nickName: 'y' }, c: { nickName: '' }, d: { nickName: 'x' } })
    expect(idsOf(await store.query(ask({ sortBy: byNickName })))).toEqual(['d', 'b', 'a', 'c'])
    expect(idsOf(await store.query(ask({ sortBy: byNickName, order: 'descending' })))).toEqual(['c', 'a', 'b', 'd'])
  })

  it('puts them there also when the order is read from an index', async () => {
    const { store } = newSubject()
    const indexed = { kind: 'attribute', key: 'name', subAttribute: 'familyName', index: 'name.familyName' } as const
    for (const [id, values] of Object.entries({ a: {}, b: { familyName: 'y' }, c: { familyName: '' }, d: { familyName: 'x' } })) {
      await store.create(user(id, values))
    }
    for (const limit of [1, 2, 3, 4, 9]) {
      const ascending = ask({ sortBy: indexed, page: { kind: 'keyset', position: undefined, limit } })
      expect((await walk(store, ascending)).ids).toEqual(['d', 'b', 'a', 'c'])
      expect((await walk(store, { ...ascending, order: 'descending' })).ids).toEqual(['c', 'a', 'b', 'd'])
    }
    const page = async (offset: number) => idsOf(await store.query(ask({ sortBy: indexed, page: { kind: 'index', offset, limit: 2 } })))
    expect([await page(0), await page(1), await page(2), await page(3), await page(4)]).toEqual([
      ['d', 'b'],
      ['b', 'a'],
      ['a', 'c'],
      ['c'],
      [],
    ])
  })

  it('orders equal values by id (D-39), and exactly the other way round when descending', async () => {
    const { store } = await withUsers({ c: { nickName: 'x' }, a: { nickName: 'x' }, b: { nickName: 'x' } })
    expect(idsOf(await store.query(ask({ sortBy: byNickName })))).toEqual(['a', 'b', 'c'])
    expect(idsOf(await store.query(ask({ sortBy: byNickName, order: 'descending' })))).toEqual(['c', 'b', 'a'])
  })

  it('orders by the primary element, else by the first (RFC 7644 §3.4.2.3)', async () => {
    const { store } = await withUsers({
      a: { emails: [{ value: 'a' }, { value: 'z', primary: true }] },
      b: { emails: [{ value: 'm' }, { value: 'b' }] },
      c: { emails: [{ value: 'c', primary: false }, { value: 'y' }] },
      d: { emails: [{ value: 'd' }, { type: 'work', primary: true }] },
    })
    expect(idsOf(await store.query(ask({ sortBy: byEmail })))).toEqual(['c', 'b', 'a', 'd'])
  })

  it('orders by columns', async () => {
    const { store } = newSubject()
    const created = { a: 3, b: 1, c: 2, d: 1 }
    for (const [id, time] of Object.entries(created)) await store.create(user(id, {}, { created: time }))
    for (const column of ['created', 'lastModified'] as const) {
      expect(idsOf(await store.query(ask({ sortBy: { kind: 'column', column } })))).toEqual(['b', 'd', 'c', 'a'])
      expect(idsOf(await store.query(ask({ sortBy: { kind: 'column', column }, order: 'descending' })))).toEqual(['a', 'c', 'd', 'b'])
    }
    expect(idsOf(await store.query(ask({ sortBy: { kind: 'column', column: 'id' }, order: 'descending' })))).toEqual(['d', 'c', 'b', 'a'])
  })

  it('says where keyset pages go on, and where they come from', async () => {
    const { store } = await fiveUsers()
    const page = (position: { direction: 'after' | 'before'; at: { value: null; id: string } } | undefined) =>
      store.query(ask({ page: { kind: 'keyset', position, limit: 2 }, total: true }))
    const at = (id: string) => ({ value: null, id })
    const first = await page(undefined)
    expect([idsOf(first), first.next, first.previous, first.total]).toEqual([['a', 'b'], at('b'), undefined, 5])
    const second = await page({ direction: 'after', at: at('b') })
    expect([idsOf(second), second.next, second.previous, second.total]).toEqual([['c', 'd'], at('d'), at('c'), 5])
    const third = await page({ direction: 'after', at: at('d') })
    expect([idsOf(third), third.next, third.previous, third.total]).toEqual([['e'], undefined, at('e'), 5])
    const back = await page({ direction: 'before', at: at('e') })
    expect([idsOf(back), back.next, back.previous]).toEqual([['c', 'd'], at('d'), at('c')])
    const start = await page({ direction: 'before', at: at('c') })
    expect([idsOf(start), start.next, start.previous]).toEqual([['a', 'b'], at('b'), undefined])
    expect(await page({ direction: 'after', at: at('e') })).toMatchObject({ resources: [], next: undefined, previous: undefined })
    expect(await page({ direction: 'before', at: at('a') })).toMatchObject({ resources: [], next: undefined, previous: undefined })
  })

  it('goes on from a position whose resource is gone', async () => {
    const { store } = await fiveUsers()
    await store.delete(deletion('User', 'b'))
    const position = { direction: 'after', at: { value: null, id: 'b' } } as const
    const page = await store.query(ask({ page: { kind: 'keyset', position, limit: 2 } }))
    expect([idsOf(page), page.previous]).toEqual([['c', 'd'], { value: null, id: 'c' }])
  })

  it('shows an empty keyset page of limit 0 with the total alone (D-53)', async () => {
    const { store } = await fiveUsers()
    const page = await store.query(ask({ page: { kind: 'keyset', position: undefined, limit: 0 }, total: true }))
    expect(page).toEqual({ total: 5, resources: [], next: undefined, previous: undefined })
  })

  it('mixes several types in one order', async () => {
    const { store } = newSubject()
    for (const id of ['d', 'a']) await store.create(user(id, { nickName: `n${id}` }))
    for (const id of ['c', 'b']) await store.create(group(id))
    const select = ['User', 'Group'].map((type) => ({ type, filter: ask({}).select[0]?.filter ?? nothing, sortBy: byUserName }))
    const query = { ...ask({ total: true }), select }
    const page = await store.query(query)
    expect([idsOf(page), page.total]).toEqual([['a', 'b', 'c', 'd'], 4])
    expect(idsOf(await store.query({ ...query, order: 'descending' }))).toEqual(['d', 'c', 'b', 'a'])
    expect((await walk(store, { ...query, page: { kind: 'keyset', position: undefined, limit: 1 } })).ids).toEqual(['a', 'b', 'c', 'd'])
    const unsorted = { ...query, select: select.map((each) => ({ ...each, sortBy: undefined })) }
    expect((await walk(store, { ...unsorted, page: { kind: 'keyset', position: undefined, limit: 3 } })).ids).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes a filter of many terms', async () => {
    const { store } = await fiveUsers()
    const term = (value: string): Filter => ({
      kind: 'compare',
      key: 'userName',
      subAttribute: undefined,
      operator: 'eq',
      value,
      index: 'userName',
    })
    const plain = (value: string): Filter => ({ ...term(value), index: undefined }) as Filter
    for (const each of [term, plain]) {
      const values = ['b', 'd', ...Array.from({ length: 43 }, (_, index) => `x${index}`)]
      const either: Filter = { kind: 'or', filters: values.map(each) }
      expect(idsOf(await store.query(ask({ filter: either })))).toEqual(['b', 'd'])
      const neither: Filter = { kind: 'and', filters: values.map((value) => ({ kind: 'not', filter: each(value) })) }
      expect(idsOf(await store.query(ask({ filter: neither })))).toEqual(['a', 'c', 'e'])
    }
  })

  it('takes a filter of many levels', async () => {
    const { store } = await fiveUsers()
    const leaf: Filter = { kind: 'present', key: 'userName', subAttribute: undefined }
    let filter: Filter = leaf
    for (let level = 0; level < 20; level += 1) filter = { kind: 'not', filter: { kind: 'and', filters: [filter, leaf] } }
    expect(idsOf(await store.query(ask({ filter })))).toHaveLength(5)
  })
}
