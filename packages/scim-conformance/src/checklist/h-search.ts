import type { Client } from '../client.ts'
import { isJsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { SEARCH_REQUEST, USER } from '../urns.ts'

/** A user and a group that share a displayName, and a filter that finds both. */
async function pair(c: Client) {
  const displayName = c.unique('pair')
  const user = await c.createUser({ displayName })
  const group = await c.createGroup({ displayName })
  return { user, group, filter: `displayName eq "${displayName}"` }
}

/** The root query, or not applicable where the server has none and says so. */
async function rootSearch(c: Client, parameters: Parameters<Client['search']>[1]) {
  const answer = await c.search('', parameters)
  if ([404, 501].includes(answer.status)) answer.error([404, 501])
  c.need(![404, 501].includes(answer.status), 'queries on the root')
  return answer
}

/** H. POST .search and queries on the root. */
export const search: readonly Requirement[] = [
  {
    id: 'PROT-3.4.3-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.3',
    title: 'POST to .search answers as the GET with the same parameters does',
    async run(c) {
      const { filter } = await c.createUsers([{ title: 'b' }, { title: 'a' }, { title: 'c' }])
      const parameters = { filter, sortBy: 'title', sortOrder: 'descending', startIndex: 2, count: 2 }
      const got = await c.get('/Users', { ...parameters, attributes: 'title,userName' })
      const posted = (await c.search('/Users', { ...parameters, attributes: ['title', 'userName'] })).is(200)
      posted.that(posted.response.body === got.response.body, `the answer of the GET: ${got.response.body.slice(0, 200)}`)
      posted.hasHeader('content-type', /^application\/scim\+json/)
      ;(await c.search('/Users', { filter, excludedAttributes: ['title'] })).absent('Resources[0].title').has('totalResults', 3)
    },
  },
  {
    id: 'PROT-3.4.3-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.3',
    title: 'A SearchRequest carries its URN, lists as arrays and numbers as numbers',
    async run(c) {
      const filter = 'userName pr'
      if (c.profile === 'strict') {
        for (const schemas of [undefined, [], [USER]]) {
          ;(await c.post('/Users/.search', { ...(schemas && { schemas }), filter, count: 1 })).error(400, 'invalidSyntax')
        }
      }
      for (const wrong of [{ count: 'x' }, { startIndex: {} }, { filter: 5 }, { attributes: 5 }, { sortBy: [] }]) {
        ;(await c.search('/Users', { filter, ...wrong })).error(400)
      }
      ;(await c.post('/Users/.search', [])).error(400, 'invalidSyntax')
    },
  },
  {
    id: 'PROT-3.4.3-03',
    level: 'REC',
    ref: 'RFC 7644 §3.4.3',
    title: 'Of a .search the body counts, not the query string',
    async run(c) {
      const { filter, ids } = await c.createUsers([{}, {}])
      ;(await c.search('/Users', { filter, count: 5 }, { query: { count: 1, filter: 'userName eq "nobody"' } })).finds(...ids)
    },
  },
  {
    id: 'PROT-3.4.2.1-03',
    level: 'MAY',
    ref: 'RFC 7644 §3.4.2.1; D-43',
    title: 'A query on the root covers all resource types, or is answered with 501; never with something else',
    async run(c) {
      const { user, group, filter } = await pair(c)
      const both = await rootSearch(c, { filter })
      both.finds(user.id, group.id).has('totalResults', 2)
      ;(await c.search('', { filter: `${filter} and meta.resourceType eq "Group"` })).finds(group.id)
      const got = await c.get('/', { filter })
      if ([404, 501].includes(got.status)) got.error([404, 501])
      else got.finds(user.id, group.id)
    },
  },
  {
    id: 'PROT-3.4.2.1-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.1',
    title: 'In a query over several types an attribute that a type lacks has no value there',
    async run(c) {
      const { user, group, filter } = await pair(c)
      ;(await rootSearch(c, { filter: `${filter} and userName pr` })).finds(user.id)
      ;(await c.search('', { filter: `${filter} and not (userName pr)` })).finds(group.id)
      ;(await c.search('', { filter: `${filter} and members pr` })).finds()
    },
  },
  {
    id: 'PROT-3.4.3-04',
    level: 'REC',
    ref: 'RFC 7643 §3',
    title: 'Each resource of a mixed answer has its own schemas and resource type',
    async run(c) {
      const { user, filter } = await pair(c)
      const answer = await rootSearch(c, { filter })
      for (const [index, resource] of answer.list().entries()) {
        const name = resource['id'] === user.id ? 'User' : 'Group'
        answer.has(`Resources[${index}].meta.resourceType`, name)
        answer.that(answer.text(`Resources[${index}].schemas[0]`).endsWith(`:${name}`), `the ${name} schema`)
        answer.that(isJsonObject(resource) && !Object.hasOwn(resource, 'totalResults'), 'a resource')
      }
      const paged = await c.search('', { filter, count: 1, schemas: [SEARCH_REQUEST] })
      paged.has('totalResults', 2).has('itemsPerPage', 1)
    },
  },
]
