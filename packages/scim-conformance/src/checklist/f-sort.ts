import type { Client } from '../client.ts'
import type { JsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, USER } from '../urns.ts'

/** Demands that the users made from `sets` come in this order, given as positions in `sets`. */
async function inOrder(
  c: Client,
  sets: readonly JsonObject[],
  sortBy: string,
  expected: readonly number[],
  sortOrder?: string,
): Promise<void> {
  const { ids, filter } = await c.createUsers(sets)
  const answer = await c.get('/Users', { filter, sortBy, sortOrder })
  const positions = answer.ids().map((id) => ids.indexOf(id))
  answer.that(positions.join() === expected.join(), `the users in the order ${expected.join(', ')} of their creation`, positions.join(', '))
}

async function needSorting(c: Client): Promise<void> {
  c.need(await c.discovery.supports('sort'), 'sort.supported')
}

/** F. Query: sorting. */
export const sort: readonly Requirement[] = [
  {
    id: 'PROT-3.4.2.3-01',
    level: 'MAY',
    ref: 'RFC 7644 §3.4.2.3; RFC 7643 §5',
    title: 'Sorting works when it is announced, and is ignored or refused when it is not',
    async run(c) {
      if (await c.discovery.supports('sort')) return inOrder(c, [{ userName: 'b' }, { userName: 'a' }], 'userName', [1, 0])
      const answer = await c.get('/Users', { sortBy: 'userName', count: 1 })
      if (answer.status !== 200) answer.error([400, 501])
    },
  },
  {
    id: 'PROT-3.4.2.3-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.3',
    title: 'sortBy orders by the type of the attribute, ascending unless told otherwise',
    async run(c) {
      await needSorting(c)
      const titles = [{ title: 'b' }, { title: 'c' }, { title: 'a' }]
      await inOrder(c, titles, 'title', [2, 0, 1])
      await inOrder(c, titles, 'title', [2, 0, 1], 'ascending')
      await inOrder(c, titles, 'title', [1, 0, 2], 'descending')
      await inOrder(c, titles, 'name.familyName', [0, 1, 2])
      await inOrder(c, [{}, {}, {}], 'meta.created', [0, 1, 2])
      await inOrder(c, [{ active: true }, { active: false }], 'active', [1, 0])
      ;(await c.get('/Users', { sortBy: 'title', sortOrder: 'up', count: 1 })).error(400, 'invalidValue')
    },
  },
  {
    id: 'PROT-3.4.2.3-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.3',
    title: 'Texts that are not case exact sort without regard to case, the others with it',
    async run(c) {
      await needSorting(c)
      await inOrder(c, [{ userName: 'carol' }, { userName: 'Bob' }, { userName: 'alice' }], 'userName', [2, 1, 0])
      const mark = c.unique('ext')
      await inOrder(c, [{ externalId: `${mark}b` }, { externalId: `${mark}C` }, { externalId: `${mark}A` }], 'externalId', [2, 1, 0])
    },
  },
  {
    id: 'PROT-3.4.2.3-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.3',
    title: 'A multi-valued attribute sorts by its primary value, or else by its first',
    async run(c) {
      await needSorting(c)
      const sets = [
        { emails: [{ value: 'm@example.test' }, { value: 'a@example.test' }] },
        { emails: [{ value: 'a@example.test' }, { value: 'z@example.test', primary: true }] },
        { emails: [{ value: 'k@example.test' }] },
      ]
      await inOrder(c, sets, 'emails.value', [2, 0, 1])
      await inOrder(c, sets, 'emails', [2, 0, 1])
    },
  },
  {
    id: 'PROT-3.4.2.3-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.3',
    title: 'Resources without the attribute come last ascending and first descending',
    async run(c) {
      await needSorting(c)
      const sets = [{ title: 'b' }, {}, { title: 'a' }]
      await inOrder(c, sets, 'title', [2, 0, 1])
      await inOrder(c, sets, 'title', [1, 0, 2], 'descending')
    },
  },
  {
    id: 'PROT-3.4.2.3-06',
    level: 'REC',
    ref: 'RFC 7644 §3.4.2.4; D-39',
    title: 'Among equals the order is the same on every page, so that none comes twice and none is lost',
    async run(c) {
      const { ids, filter } = await c.createUsers(Array.from({ length: 11 }, () => ({ title: 'Equal' })))
      const sorting = (await c.discovery.supports('sort')) ? { sortBy: 'title' } : {}
      const seen: string[] = []
      for (let startIndex = 1; startIndex <= 11; startIndex += 3)
        seen.push(...(await c.get('/Users', { filter, startIndex, count: 3, ...sorting })).ids())
      const last = await c.get('/Users', { filter, ...sorting })
      last.that(
        seen.length === 11 && new Set(seen).size === 11 && ids.every((each) => seen.includes(each)),
        'each of 11 users once over four pages',
        seen.length,
      )
      last.that(last.ids().join() === seen.join(), 'one page in the order of the four', last.ids())
    },
  },
  {
    id: 'PROT-3.4.2.3-07',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 9; D-29',
    title: 'An unknown sortBy is refused; sortOrder without sortBy is ignored',
    async run(c) {
      await needSorting(c)
      ;(await c.get('/Users', { sortBy: 'nope', count: 1 })).error(400, 'invalidValue')
      ;(await c.get('/Users', { sortBy: 'name.nope', count: 1 })).error(400, 'invalidValue')
      ;(await c.get('/Users', { sortOrder: 'descending', count: 1 })).is(200)
    },
  },
  {
    id: 'PROT-3.4.2.3-08',
    level: 'MUST',
    ref: 'RFC 7644 §3.10',
    title: 'sortBy takes URN-qualified names in any case',
    async run(c) {
      await needSorting(c)
      const names = [{ name: { familyName: 'b' } }, { name: { familyName: 'A' } }]
      await inOrder(c, names, `${USER}:NAME.familyName`, [1, 0])
      const numbers = ['2', '1'].map((employeeNumber) => ({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber } }))
      await inOrder(c, numbers, `${ENTERPRISE}:employeenumber`, [1, 0])
    },
  },
]
