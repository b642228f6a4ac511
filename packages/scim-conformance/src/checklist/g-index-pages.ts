import type { Requirement } from '../requirement.ts'

/** G. Query: pages by index. */
export const indexPages: readonly Requirement[] = [
  {
    id: 'PROT-3.4.2.4-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.4',
    title: 'startIndex counts from 1; less than 1 is 1',
    async run(c) {
      const { filter } = await c.createUsers([{}, {}, {}])
      const first = await c.find('/Users', filter, { count: 2 })
      for (const startIndex of [1, 0, -5]) {
        const page = (await c.find('/Users', filter, { count: 2, startIndex })).has('startIndex', 1)
        page.that(page.ids().join() === first.ids().join(), 'the first page', page.ids())
      }
      const second = await c.find('/Users', filter, { count: 2, startIndex: 2 })
      second.has('startIndex', 2).that(second.ids()[0] === first.ids()[1], 'the second resource first', second.ids())
    },
  },
  {
    id: 'PROT-3.4.2.4-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.4',
    title: 'count is the most a page may hold; 0 and less ask for the total only',
    async run(c) {
      const { filter } = await c.createUsers([{}, {}, {}, {}, {}])
      const page = (await c.find('/Users', filter, { count: 2 })).has('totalResults', 5)
      page.that(page.list().length <= 2 && page.list().length > 0, 'one or two resources', page.list().length)
      for (const count of [0, -1]) (await c.find('/Users', filter, { count })).finds().has('totalResults', 5).has('itemsPerPage', 0)
    },
  },
  {
    id: 'PROT-3.4.2.4-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.4; D-26',
    title: 'A count above the limit of the server is cut down, not refused',
    async run(c) {
      const maximum = (await c.discovery.config()).number('filter.maxResults')
      const filter = maximum > 0 && maximum <= 250 ? (await c.createMany(maximum + 1)).filter : 'userName pr'
      for (const count of [1_000_000, maximum + 1, undefined]) {
        const answer = await c.find('/Users', filter, { count })
        answer.that(answer.list().length <= maximum, `at most filter.maxResults = ${maximum} resources`, answer.list().length)
      }
      const full = await c.find('/Users', filter, { count: maximum })
      if (maximum <= 250) full.that(full.list().length === maximum, `as many as filter.maxResults = ${maximum}`, full.list().length)
    },
  },
  {
    id: 'PROT-3.4.2.4-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2, §3.4.2.4',
    title: 'totalResults counts all matches, itemsPerPage those on the page, startIndex is where it starts',
    async run(c) {
      const { filter } = await c.createUsers([{}, {}, {}, {}, {}])
      const page = await c.find('/Users', filter, { startIndex: 4, count: 3 })
      page.has('totalResults', 5).has('itemsPerPage', 2).has('startIndex', 4)
      page.that(page.list().length === 2, 'two resources', page.list().length)
    },
  },
  {
    id: 'PROT-3.4.2.4-05',
    level: 'REC',
    ref: 'RFC 7644 §3.4.2.4; D-27',
    title: 'A page past the end is empty, with the true total',
    async run(c) {
      const { filter } = await c.createUsers([{}, {}])
      ;(await c.find('/Users', filter, { startIndex: 999 })).finds().has('totalResults', 2).has('startIndex', 999).has('itemsPerPage', 0)
    },
  },
  {
    id: 'PROT-3.4.2.4-06',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 9; D-28',
    title: 'startIndex and count that are no numbers are refused; numbers of any size do no harm',
    async run(c) {
      for (const query of [{ count: 'abc' }, { startIndex: 'abc' }, { count: '1.5' }, { count: '1e2' }])
        (await c.get('/Users', query)).error(400, 'invalidValue')
      for (const query of [{ count: '99999999999999999999' }, { startIndex: '99999999999999999999', count: 1 }]) {
        const answer = await c.get('/Users', query)
        if (answer.status !== 200) answer.error(400, 'invalidValue')
      }
    },
  },
  {
    id: 'PROT-3.4.2.4-07',
    level: 'REC',
    ref: 'RFC 7644 §3.4.2.4',
    title: 'Deep pages are answered, or refused with tooMany, without long thought',
    async run(c) {
      const answer = await c.get('/Users', { startIndex: 900_001, count: 10 })
      if (answer.status !== 200) answer.error(400, 'tooMany')
      answer.that(answer.response.milliseconds < 2000, 'an answer within two seconds', `${Math.round(answer.response.milliseconds)} ms`)
    },
  },
  {
    id: 'PROT-3.4.2.4-08',
    level: 'MUST',
    ref: 'RFC 7644 §3.6',
    title: 'What is deleted is on no page and in no total',
    async run(c) {
      const { filter, ids } = await c.createUsers([{}, {}, {}])
      const [gone = '', ...rest] = ids
      ;(await c.delete(`/Users/${gone}`)).is(204)
      ;(await c.find('/Users', filter)).finds(...rest).has('totalResults', 2)
    },
  },
]
