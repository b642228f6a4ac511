import type { Answer } from '../answer.ts'
import type { Client, Query } from '../client.ts'

/** A set of users to page through by cursor; not applicable where that is not supported. */
export async function pageable(c: Client, count: number) {
  c.need(await c.discovery.pages('cursor'), 'pagination.cursor in ServiceProviderConfig')
  return c.createUsers(Array.from({ length: count }, () => ({})))
}

export function page(c: Client, filter: string, cursor: string, query: Query = {}): Promise<Answer> {
  return c.get('/Users', { filter, cursor, ...query })
}

/** The cursor of the next page, which must be there. */
export function next(answer: Answer): string {
  answer.is(200)
  return answer.text('nextCursor')
}

/** The ids of all pages from the first on. `between` is called before each further page. */
export async function walk(
  c: Client,
  filter: string,
  query: Query,
  between: (seen: readonly string[]) => Promise<void> = async () => {},
): Promise<{ ids: string[]; pages: Answer[] }> {
  const ids: string[] = []
  const pages: Answer[] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const answer: Answer = await page(c, filter, cursor, query)
    pages.push(answer)
    ids.push(...answer.ids())
    const following = answer.at('nextCursor')
    cursor = following === undefined ? undefined : answer.text('nextCursor')
    answer.that(pages.length < 200, 'an end of the pages within 200')
    if (cursor !== undefined) await between(ids)
  }
  return { ids, pages }
}
