import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, USER } from '../urns.ts'

/** E, last part: what can be filtered, and what filters may cost. */
export const filterScope: readonly Requirement[] = [
  {
    id: 'PROT-3.4.2.2-22',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2',
    title: 'schemas can be filtered',
    async run(c) {
      const plain = await c.createUser()
      const employee = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '1' } })
      await c.matches(`/Users/${employee.id}`, `schemas eq "${ENTERPRISE}"`)
      await c.matches(`/Users/${employee.id}`, `schemas eq "${USER}"`)
      await c.matchesNot(`/Users/${plain.id}`, `schemas eq "${ENTERPRISE}"`)
    },
  },
  {
    id: 'PROT-3.4.2.2-23',
    level: 'REC',
    ref: 'RFC 7644 §3.4.2.2 Figure 2',
    title: 'meta, id and externalId can be filtered',
    async run(c) {
      const externalId = c.unique('Ext')
      const user = await c.createUser({ externalId })
      const path = `/Users/${user.id}`
      for (const yes of [
        `meta.lastModified ge "${user.text('meta.lastModified')}"`,
        'meta.resourceType eq "User"',
        `id eq "${user.id}"`,
        `externalId eq "${externalId}"`,
        `meta.location eq "${user.text('meta.location')}"`,
      ]) {
        await c.matches(path, yes)
      }
      await c.matchesNot(path, 'meta.resourceType eq "Group"')
      await c.matchesNot(path, 'meta.lastModified lt "2011-05-13T04:42:34Z"')
    },
  },
  {
    id: 'PROT-3.4.2.2-24',
    level: 'REC',
    ref: 'RFC 7644 §3.4.2.1, §3.12 Table 9; D-05',
    title: 'An unknown attribute is refused at an endpoint of one type, and has no value in a query over all types',
    async run(c) {
      for (const filter of ['nope eq "x"', 'name.nope eq "x"', 'emails[nope eq "x"]', 'not (nope pr)'])
        await c.refusesFilter('/Users', filter)
      const root = await c.search('', { filter: `displayName eq "${c.unique()}" or userName eq "${c.unique()}"` })
      if (root.status !== 501 && root.status !== 404) root.finds()
    },
  },
  {
    id: 'PROT-3.4.2.2-25',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2',
    title: 'A filter finds a default by the value that was answered',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      const active = user.at('active')
      if (typeof active === 'boolean') {
        await c.matches(path, `active eq ${active}`)
        await c.matchesNot(path, `active eq ${!active}`)
      } else await c.matchesNot(path, 'active pr')
    },
  },
  {
    id: 'PROT-3.4.2.2-26',
    level: 'MUST',
    ref: 'RFC 7643 §2.5; RFC 7644 §3.4.2.2; D-03',
    title: 'null is a literal: eq null is unassigned, ne null is assigned',
    async run(c) {
      const path = `/Users/${(await c.createUser({ title: 'X' })).id}`
      await c.matches(path, 'title ne null')
      await c.matchesNot(path, 'title eq null')
      await c.matches(path, 'nickName eq null')
      await c.matchesNot(path, 'nickName ne null')
      const ordered = await c.find('/Users', `id eq "${path.slice(7)}" and title gt null`)
      if (ordered.status === 200) ordered.finds()
      else ordered.error(400, 'invalidFilter')
    },
  },
  {
    id: 'PROT-3.4.2.2-27',
    level: 'REC',
    ref: 'OWASP API4:2023',
    title: 'Filters cost little whatever they hold, and their texts are taken literally',
    async run(c) {
      const deep = 5000
      for (const filter of [
        `${'('.repeat(deep)}userName pr${')'.repeat(deep)}`,
        Array.from({ length: 700 }, () => 'title pr').join(' or '),
      ]) {
        const answer = await c.search('/Users', { filter, count: 1 })
        if (answer.status !== 200 && answer.status !== 501) answer.error(400, ['invalidFilter', 'tooMany'])
        answer.that(answer.response.milliseconds < 2000, 'an answer within two seconds', `${Math.round(answer.response.milliseconds)} ms`)
      }
      const { ids, filter } = await c.createUsers([{ title: String.raw`100%_\*' OR 1=1 --` }, { title: '100xyz' }])
      const [literal = ''] = ids
      for (const condition of [
        'title sw "100%"',
        'title co "_"',
        String.raw`title co "\\"`,
        'title co "*"',
        `title ew "' OR 1=1 --"`,
        'title co "%_"',
      ]) {
        ;(await c.find('/Users', `${filter} and ${condition}`)).finds(literal)
      }
    },
  },
  {
    id: 'PROT-3.4.2.1-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.1, §3.12 Table 9',
    title: 'A query with too many results is answered page by page, or with tooMany; never cut short in silence',
    async run(c) {
      await c.createUsers([{}, {}])
      for (const answer of [await c.get('/Users'), await c.get('/')]) {
        if ([404, 501].includes(answer.status)) continue
        if (answer.status !== 200) {
          answer.error(400, 'tooMany')
          continue
        }
        const shown = answer.list().length
        if (shown < answer.number('totalResults')) answer.has('startIndex', 1).has('itemsPerPage', shown)
      }
    },
  },
  {
    id: 'PROT-3.4.2.2-28',
    level: 'MUST',
    ref: 'RFC 3986 §2.1',
    title: 'Query strings are percent-decoded once',
    async run(c) {
      const userName = `a+b%41@${c.unique()}`
      const user = await c.createUser({ userName })
      const encoded = encodeURIComponent(userName)
      ;(await c.get('/Users', undefined, { rawQuery: `filter=userName%20eq%20%22${encoded}%22` })).finds(user.id)
      ;(
        await c.get('/Users', undefined, { rawQuery: `filter=${encodeURIComponent(`userName eq "${userName.replace('%41', 'A')}"`)}` })
      ).finds()
      await c.recommend(async () => {
        ;(await c.get('/Users', undefined, { rawQuery: `filter=userName+eq+%22${encoded}%22` })).finds(user.id)
      })
    },
  },
  {
    id: 'PROT-3.4.2.2-29',
    level: 'REC',
    ref: 'RFC 7644 §3.4.2.2; D-54',
    title: 'The filters that identity providers send are all understood',
    async run(c) {
      const value = `${c.unique('ada')}@example.test`
      const externalId = c.unique('Ext')
      const user = await c.createUser({ externalId, displayName: c.unique('name'), emails: [{ type: 'work', value }] })
      const group = await c.createGroup({ members: [{ value: user.id }] })
      for (const filter of [
        `userName eq "${user.text('userName')}"`,
        `externalId eq "${externalId}"`,
        `emails[type eq "work"].value eq "${value}"`,
        `emails[type eq "work" and value eq "${value}"]`,
        `emails[value eq "${value}"]`,
        `emails.value eq "${value}"`,
        `displayName eq "${user.text('displayName')}"`,
        `id eq "${user.id}" and userName eq "${user.text('userName')}"`,
        `userName eq "${user.text('userName')}" and meta.lastModified gt "2011-05-13T04:42:34.1234567Z"`,
      ]) {
        ;(await c.find('/Users', filter)).finds(user.id)
      }
      for (const filter of [
        `members.value eq "${user.id}"`,
        `members[value eq "${user.id}"]`,
        `members eq "${user.id}"`,
        `id eq "${group.id}" and members eq "${user.id}"`,
        `displayName eq "${group.text('displayName')}"`,
      ]) {
        ;(await c.find('/Groups', filter)).finds(group.id)
      }
    },
  },
  {
    id: 'PROT-7.5.2-01',
    level: 'SHOULD',
    ref: 'RFC 7644 §7.5.2, erratum 6893',
    title: 'Where personal data in the query of a GET is refused, .search takes it',
    async run(c) {
      const familyName = c.unique('byron')
      const user = await c.createUser({ name: { familyName } })
      const filter = `name.familyName eq "${familyName}"`
      const answer = await c.find('/Users', filter)
      c.need(answer.status !== 200, 'a policy against personal data in the query of a GET')
      answer.error(403, 'sensitive')
      ;(await c.search('/Users', { filter })).finds(user.id)
    },
  },
]
