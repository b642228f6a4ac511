import type { Answer } from '../answer.ts'
import type { Client, Query } from '../client.ts'
import type { Requirement } from '../requirement.ts'

/** RFC 9865 §2: unreserved characters only. */
const unreserved = /^[A-Za-z0-9\-._~]+$/

/** A set of users to page through by cursor; not applicable where that is not supported. */
async function pageable(c: Client, count: number) {
  c.need(await c.discovery.pages('cursor'), 'pagination.cursor in ServiceProviderConfig')
  return c.createUsers(Array.from({ length: count }, () => ({})))
}

function page(c: Client, filter: string, cursor: string, query: Query = {}): Promise<Answer> {
  return c.get('/Users', { filter, cursor, ...query })
}

/** The cursor of the next page, which must be there. */
function next(answer: Answer): string {
  answer.is(200)
  return answer.text('nextCursor')
}

/** The ids of all pages from the first on. `between` is called before each further page. */
async function walk(
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

/** T. Pages by cursor (RFC 9865). */
export const cursorPages: readonly Requirement[] = [
  {
    id: 'CURS-2-01',
    level: 'MAY',
    ref: 'RFC 9865 §2',
    title: 'Pages by cursor are offered, as ServiceProviderConfig says',
    async run(c) {
      const { filter } = await pageable(c, 2)
      next(await page(c, filter, '', { count: 1 }))
    },
  },
  {
    id: 'CURS-2-02',
    level: 'MUST',
    ref: 'RFC 9865 §2',
    title: 'An empty cursor, with or without its equals sign, starts at the first page',
    async run(c) {
      const { filter, ids } = await pageable(c, 3)
      for (const start of ['cursor', 'cursor=']) {
        const answer = await c.get('/Users', undefined, { rawQuery: `${start}&count=2&filter=${encodeURIComponent(filter)}` })
        next(answer)
        answer.that(answer.ids().length === 2 && answer.ids().every((id) => ids.includes(id)), 'two of the three users', answer.ids())
      }
    },
  },
  {
    id: 'CURS-2-03',
    level: 'MUST',
    ref: 'RFC 9865 §2',
    title: 'Every page but the last has a nextCursor; the pages together are everything, once',
    async run(c) {
      const { filter, ids } = await pageable(c, 10)
      for (const count of [4, 5]) {
        const walked = await walk(c, filter, { count })
        const [first] = walked.pages
        first?.that(walked.ids.length === 10 && ids.every((id) => walked.ids.includes(id)), 'each of ten users once', walked.ids.length)
        const sizes = walked.pages.map((each) => each.ids().length)
        // A last page that is just full has no page after it, where the server can know.
        await c.recommend(() => {
          first?.that(sizes.at(-1) !== 0, 'no empty page at the end', sizes)
        })
      }
    },
  },
  {
    id: 'CURS-2-04',
    level: 'MAY',
    ref: 'RFC 9865 §2',
    title: 'previousCursor leads back, and is never on the first page',
    async run(c) {
      const { filter } = await pageable(c, 6)
      const first = (await page(c, filter, '', { count: 2 })).is(200).absent('previousCursor')
      const second = await page(c, filter, next(first), { count: 2 })
      c.need(second.is(200).at('previousCursor') !== undefined, 'a previousCursor')
      const third = await page(c, filter, next(second), { count: 2 })
      const back = await page(c, filter, third.text('previousCursor'), { count: 2 })
      back.that(back.ids().join() === second.ids().join(), 'the second page', back.ids())
      const start = await page(c, filter, second.text('previousCursor'), { count: 2 })
      start.that(start.ids().join() === first.ids().join(), 'the first page', start.ids()).absent('previousCursor')
    },
  },
  {
    id: 'CURS-2-05',
    level: 'MUST',
    ref: 'RFC 9865 §2',
    title: 'Cursors are made of unreserved characters',
    async run(c) {
      const { filter } = await pageable(c, 5)
      for (const answer of (await walk(c, filter, { count: 2 })).pages) {
        for (const name of ['nextCursor', 'previousCursor']) {
          const cursor = answer.at(name)
          answer.that(
            cursor === undefined || (typeof cursor === 'string' && unreserved.test(cursor)),
            `${name} of unreserved characters`,
            cursor,
          )
        }
      }
    },
  },
  {
    id: 'CURS-2-06',
    level: 'MUST',
    ref: 'RFC 9865 §2; D-52, D-53',
    title: 'count is the most a page may hold; 0 and less ask for the total only',
    async run(c) {
      const { filter } = await pageable(c, 3)
      const answer = await page(c, filter, '', { count: 2 })
      answer.that(answer.ids().length <= 2, 'two users at most', answer.ids().length)
      for (const count of [0, -1]) {
        const none = await page(c, filter, '', { count })
        if (count < 0 && none.status === 400) none.error(400, 'invalidCount')
        else none.finds().has('totalResults', 3)
        await c.recommend(() => {
          none.is(200).absent('nextCursor')
        })
      }
      ;(await page(c, filter, '')).has('totalResults', 3)
    },
  },
  {
    id: 'CURS-2-07',
    level: 'MUST',
    ref: 'RFC 9865 §2, §2.1',
    title: 'A cursor works for the query it was made for and for no other',
    async run(c) {
      const { filter, prefix } = await pageable(c, 5)
      const cursor = next(await page(c, filter, '', { count: 2 }))
      ;(await page(c, `userName sw "${prefix}"`, cursor, { count: 2 })).error(400, 'invalidCursor')
      ;(await page(c, filter, cursor, { count: 2, sortBy: 'userName' })).error(400, 'invalidCursor')
      ;(await c.get('/Groups', { cursor, count: 2 })).error(400, 'invalidCursor')
      ;(await page(c, filter, cursor, { count: 3 })).error(400, ['invalidCount', 'invalidCursor'])
      ;(await page(c, filter, cursor, { count: 2 })).is(200)
      await c.recommend(async () => {
        ;(await page(c, filter, cursor, { count: 2, attributes: 'title' })).error(400, 'invalidCursor')
      })
    },
  },
  {
    id: 'CURS-2-08',
    level: 'MAY',
    ref: 'RFC 9865 §2',
    title: 'totalResults counts all matches on every page',
    async run(c) {
      const { filter } = await pageable(c, 5)
      for (const answer of (await walk(c, filter, { count: 2 })).pages) answer.has('totalResults', 5)
    },
  },
  {
    id: 'CURS-2-09',
    level: 'REC',
    ref: 'RFC 9865 §2',
    title: 'A page by cursor has itemsPerPage and no startIndex',
    async run(c) {
      const { filter } = await pageable(c, 3)
      ;(await page(c, filter, '', { count: 2 })).has('itemsPerPage', 2).absent('startIndex')
    },
  },
  {
    id: 'CURS-2-10',
    level: 'REC',
    ref: 'RFC 9865 §2.4; D-51',
    title: 'cursor and startIndex together are refused',
    async run(c) {
      c.need(await c.discovery.pages('cursor'), 'pagination.cursor in ServiceProviderConfig')
      ;(await c.get('/Users', { cursor: '', startIndex: 1 })).error(400, ['invalidValue', 'invalidCursor'])
    },
  },
  {
    id: 'CURS-2.1-01',
    level: 'SHOULD',
    ref: 'RFC 9865 §2.1',
    title: 'A cursor that cannot be read is invalidCursor',
    async run(c) {
      c.need(await c.discovery.pages('cursor'), 'pagination.cursor in ServiceProviderConfig')
      for (const cursor of ['garbage', 'a'.repeat(500), '%F0%9F', '1'])
        (await c.get('/Users', { cursor, count: 2 })).error(400, 'invalidCursor')
    },
  },
  {
    id: 'CURS-2.1-02',
    level: 'REC',
    ref: 'RFC 9865 §2.1',
    title: 'Where there are no pages by cursor, a cursor is refused or ignored',
    async run(c) {
      c.need(!(await c.discovery.pages('cursor')), 'a server without pages by cursor')
      const answer = await c.get('/Users', { cursor: '', count: 1 })
      if (answer.status === 200) answer.absent('nextCursor')
      else answer.error(400, ['invalidCursor', 'invalidValue'])
    },
  },
  {
    id: 'CURS-2.1-03',
    level: 'SHOULD',
    ref: 'RFC 9865 §2.1 Table 3; D-52',
    title: 'A count other than that of the first page is invalidCount; one above the limit is cut down',
    async run(c) {
      const { filter } = await pageable(c, 5)
      const cursor = next(await page(c, filter, '', { count: 2 }))
      ;(await page(c, filter, cursor, { count: 3 })).error(400, 'invalidCount')
      await c.recommend(async () => {
        ;(await page(c, filter, '', { count: 1_000_000 })).is(200).has('totalResults', 5)
      })
    },
  },
  {
    id: 'CURS-2.2-01',
    level: 'SHOULD',
    ref: 'RFC 9865 §2.2',
    title: 'Pages by cursor are sorted where sorting is supported',
    async run(c) {
      c.need(await c.discovery.supports('sort'), 'sort.supported')
      c.need(await c.discovery.pages('cursor'), 'pagination.cursor in ServiceProviderConfig')
      const titles = [{ title: 'd' }, {}, { title: 'B' }, { title: 'a' }, {}, { title: 'C' }, { title: 'b' }]
      const { filter, ids } = await c.createUsers(titles)
      for (const sortOrder of ['ascending', 'descending']) {
        const walked = await walk(c, filter, { count: 2, sortBy: 'title', sortOrder })
        const whole = await c.get('/Users', { filter, sortBy: 'title', sortOrder, count: 10 })
        whole.that(
          whole.ids().join() === walked.ids.join() && walked.ids.length === ids.length,
          'the order that the pages by cursor had',
          whole.ids(),
        )
      }
      const ascending = await walk(c, filter, { count: 3, sortBy: 'title' })
      const order = ascending.ids.map((id) => titles[ids.indexOf(id)]?.title?.toLowerCase() ?? '~')
      ascending.pages[0]?.that([...order].sort().join() === order.join(), 'ascending titles, missing ones last', order)
    },
  },
  {
    id: 'CURS-2.3-01',
    level: 'MAY',
    ref: 'RFC 9865 §2.3',
    title: 'A server that pages by cursor only gives a nextCursor without being asked',
    async run(c) {
      c.need((await c.discovery.pages('cursor')) && !(await c.discovery.pages('index')), 'a server that pages by cursor only')
      const { filter } = await pageable(c, 3)
      next(await c.find('/Users', filter, { count: 2 }))
    },
  },
  {
    id: 'CURS-2.4-01',
    level: 'MUST',
    ref: 'RFC 9865 §2.4',
    title: 'Where both ways are supported a request that names neither is paged the announced way',
    async run(c) {
      c.need((await c.discovery.pages('cursor')) && (await c.discovery.pages('index')), 'pages by cursor and by index')
      const { filter } = await pageable(c, 3)
      const answer = (await c.find('/Users', filter, { count: 2 })).is(200)
      const method = (await c.discovery.config()).at('pagination.defaultPaginationMethod')
      if (method === 'cursor') answer.present('nextCursor')
      else answer.has('startIndex', 1).absent('nextCursor')
    },
  },
  {
    id: 'CURS-2.4-02',
    level: 'SHOULD',
    ref: 'RFC 9865 §2.4',
    title: 'A server that has always paged by index goes on doing so by default',
    async run(c) {
      const config = await c.discovery.config()
      c.need((await c.discovery.pages('cursor')) && (await c.discovery.pages('index')), 'pages by cursor and by index')
      const method = config.at('pagination.defaultPaginationMethod')
      config.that(method === undefined || method === 'index', 'index as the default', method)
    },
  },
  {
    id: 'CURS-3-01',
    level: 'MUST',
    ref: 'RFC 9865 §3',
    title: '.search takes a cursor and a count in its body',
    async run(c) {
      const { filter, ids } = await pageable(c, 3)
      const first = await c.search('/Users', { filter, cursor: '', count: 2 })
      const second = await c.search('/Users', { filter, cursor: next(first), count: 2 })
      second.absent('nextCursor')
      const seen = [...first.ids(), ...second.ids()]
      second.that(seen.length === 3 && ids.every((id) => seen.includes(id)), 'each of three users once', seen)
    },
  },
  {
    id: 'CURS-4-01',
    level: 'SHOULD',
    ref: 'RFC 9865 §4',
    title: 'What ServiceProviderConfig says of pages is of the right type, and true',
    async run(c) {
      const config = await c.discovery.config()
      c.need(config.at('pagination') !== undefined, 'pagination in ServiceProviderConfig')
      for (const name of ['cursor', 'index'])
        config.that(typeof config.at(`pagination.${name}`) === 'boolean', `pagination.${name} to be true or false`)
      for (const name of ['defaultPageSize', 'maxPageSize', 'cursorTimeout']) {
        const value = config.at(`pagination.${name}`)
        config.that(
          value === undefined || (typeof value === 'number' && Number.isInteger(value) && value > 0),
          `pagination.${name} to be a whole number`,
          value,
        )
      }
      const usual = config.at('pagination.defaultPageSize')
      if (typeof usual === 'number' && usual <= 500) {
        const { filter } = await c.createMany(usual + 1)
        const answer = (await c.find('/Users', filter)).is(200)
        answer.that(answer.ids().length === usual, `defaultPageSize = ${usual} users of ${usual + 1}`, answer.ids().length)
      }
    },
  },
  {
    id: 'CURS-5.2-01',
    level: 'MUST',
    ref: 'RFC 9865 §5.2',
    title: 'A cursor of one tenant shows nothing to another',
    async run(c) {
      const token = c.needed(c.features.secondTenantToken, 'a token of a second tenant')
      const { filter, ids } = await pageable(c, 4)
      const cursor = next(await page(c, filter, '', { count: 2 }))
      const answer = await c.get('/Users', { filter, cursor, count: 2 }, { token })
      if (answer.status === 200) answer.that(!answer.ids().some((id) => ids.includes(id)), 'nothing of the other tenant', answer.ids())
      else answer.error(400, 'invalidCursor')
    },
  },
  {
    id: 'CURS-5.2-02',
    level: 'MUST',
    ref: 'RFC 9865 §5.2',
    title: 'A cursor grants nothing: every page needs credentials',
    async run(c) {
      const { filter } = await pageable(c, 3)
      const cursor = next(await page(c, filter, '', { count: 2 }))
      for (const token of [null, 'wrong']) (await c.get('/Users', { filter, cursor, count: 2 }, { token })).error(401)
    },
  },
  {
    id: 'CURS-5.2-03',
    level: 'SHOULD',
    ref: 'RFC 9865 §5.2',
    title: 'When the rights of a caller change its cursors end',
    notTestable: 'The rights of a credential are changed by other means than SCIM.',
  },
  {
    id: 'CURS-5.2-04',
    level: 'SHOULD',
    ref: 'RFC 9865 §5.2',
    title: 'Cursors show nothing of what is within, and a forged one is found out',
    async run(c) {
      const { filter, ids } = await pageable(c, 5)
      const first = await page(c, filter, '', { count: 2 })
      const cursor = next(first)
      for (const text of [cursor, Buffer.from(cursor, 'base64url').toString('latin1')]) {
        first.that(!ids.some((id) => text.includes(id) || text.includes(id.replaceAll('-', ''))), 'a cursor without plain ids', cursor)
      }
      for (const at of [0, Math.floor(cursor.length / 2), cursor.length - 2]) {
        const forged = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`
        ;(await page(c, filter, forged, { count: 2 })).error(400, 'invalidCursor')
      }
    },
  },
  {
    id: 'CURS-5.2-05',
    level: 'MUST',
    ref: 'RFC 9865 §5.2',
    title: 'What is wrong with a cursor is not told',
    async run(c) {
      const { filter } = await pageable(c, 4)
      const cursor = next(await page(c, filter, '', { count: 2 }))
      const garbage = (await page(c, filter, 'garbage', { count: 2 })).error(400, 'invalidCursor')
      const forged = (await page(c, filter, `${cursor.slice(0, -3)}AAA`, { count: 2 })).error(400, 'invalidCursor')
      const other = (await c.get('/Groups', { cursor, count: 2 })).error(400, 'invalidCursor')
      for (const answer of [forged, other])
        answer.that(answer.response.body === garbage.response.body, `the answer that garbage has: ${garbage.response.body}`)
      const token = c.features.secondTenantToken
      if (token === undefined) return
      const foreign = await c.get('/Users', { filter, cursor, count: 2 }, { token })
      foreign.that(foreign.response.body === garbage.response.body, `the answer that garbage has: ${garbage.response.body}`)
    },
  },
  {
    id: 'CURS-5.3-01',
    level: 'REC',
    ref: 'RFC 9865 §5.3',
    title: 'Many first pages cost the server nothing that lasts',
    notTestable: 'The memory of a server is not seen over HTTP, and opening cursors by the thousand would be a load test.',
  },
  {
    id: 'CURS-2-11',
    level: 'REC',
    ref: 'RFC 9865 §2',
    title: 'While others come and go, what is there all the time is seen once',
    async run(c) {
      const { filter, ids, prefix } = await pageable(c, 24)
      const gone = ids.filter((_, index) => index % 4 === 1)
      const stayed = ids.filter((id) => !gone.includes(id))
      const pending = [...gone]
      const { ids: seen, pages } = await walk(c, filter, { count: 4 }, async () => {
        const id = pending.shift()
        if (id !== undefined) await c.delete(`/Users/${id}`)
        await c.createUser({ userName: `${prefix}.late.${c.unique()}` })
      })
      const missed = stayed.filter((id) => seen.filter((each) => each === id).length !== 1)
      pages[0]?.that(missed.length === 0, 'each of the users that stayed, once', { missed })
    },
  },
  {
    id: 'CURS-2-12',
    level: 'REC',
    ref: 'RFC 9865 §2',
    title: 'A cursor can be used again for the same page',
    async run(c) {
      const { filter } = await pageable(c, 5)
      const cursor = next(await page(c, filter, '', { count: 2 }))
      const one = await page(c, filter, cursor, { count: 2 })
      const two = await page(c, filter, cursor, { count: 2 })
      two.that(two.ids().join() === one.ids().join() && two.ids().length === 2, `the page of before: ${one.ids().join(', ')}`, two.ids())
    },
  },
  {
    id: 'CURS-2-13',
    level: 'REC',
    ref: 'RFC 9865 §4',
    title: 'Cursors outlive a restart, and work on every server of a deployment',
    notTestable: 'A server is not restarted over SCIM.',
  },
]
