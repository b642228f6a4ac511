import { everything, type Filter } from '@rollcall/scim-core/filter'
import type { ComparableValue } from '@rollcall/scim-core/schema'
import type { KeysetPage, ResourcePage, ResourceQuery, ResourceStore, SortKey } from '@rollcall/scim-core/storage'

interface Equality {
  readonly type?: string
  readonly key: string
  readonly subAttribute?: string
  readonly value: ComparableValue
  readonly index?: string
}

/** The ids of the resources that have the value. */
export async function idsBy(store: ResourceStore, { type = 'User', key, subAttribute, value, index }: Equality): Promise<string[]> {
  const filter: Filter = { kind: 'compare', key, subAttribute, operator: 'eq', value, index }
  return idsOf(await store.query(ask({ filter, type })))
}

export interface Question {
  readonly type?: string
  readonly filter?: Filter
  readonly sortBy?: SortKey
  readonly order?: ResourceQuery['order']
  readonly page?: ResourceQuery['page']
  readonly total?: boolean
}

/** A query of one type with everything that is not said left as it mostly is. */
export function ask({
  type = 'User',
  filter = everything,
  sortBy,
  order = 'ascending',
  page = firstPage,
  total = false,
}: Question): ResourceQuery {
  return { select: [{ type, filter, sortBy }], order, page, total }
}

export function idsOf(page: ResourcePage): string[] {
  return page.resources.map(({ id }) => id)
}

const firstPage = { kind: 'index', offset: 0, limit: 1000 } as const

/** The ids of all keyset pages of a query, forward, and then backward from the last page. */
export async function walk(store: ResourceStore, query: ResourceQuery): Promise<{ readonly ids: string[]; readonly back: string[] }> {
  const limit = query.page.limit
  const read = (position: KeysetPage['position']) => store.query({ ...query, page: { kind: 'keyset', position, limit } })
  let page = await read(undefined)
  const pages = [idsOf(page)]
  while (page.next !== undefined && pages.length < 1000) {
    page = await read({ direction: 'after', at: page.next })
    pages.push(idsOf(page))
  }
  const backward = [idsOf(page)]
  while (page.previous !== undefined && backward.length < 1000) {
    page = await read({ direction: 'before', at: page.previous })
    backward.unshift(idsOf(page))
  }
  return { ids: pages.flat(), back: backward.flat() }
}
