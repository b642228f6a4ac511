import type { Requirement } from '../requirement.ts'
import { next, page, pageable, walk } from './t-walk.ts'

/** T, second part: which way is the default, whose a cursor is, and what it stands. */
export const cursorSafety: readonly Requirement[] = [
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
