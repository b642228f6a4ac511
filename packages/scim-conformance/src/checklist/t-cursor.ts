import type { Requirement } from '../requirement.ts'
import { cursorSafety } from './t-cursor-safety.ts'
import { next, page, pageable, walk } from './t-walk.ts'

/** RFC 9865 §2: unreserved characters only. */
const unreserved = /^[A-Za-z0-9\-._~]+$/

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
    title: 'A cursor that cannot be read is invalidCursor, an old one expiredCursor',
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
  ...cursorSafety,
]
