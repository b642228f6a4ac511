import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, USER } from '../urns.ts'
import { certificate } from './certificate.ts'

/** The same instant with another offset. */
function shifted(dateTime: string): string {
  return new Date(Date.parse(dateTime) + 3_600_000).toISOString().replace('Z', '+01:00')
}

/** E, second part: what filters mean, and what they may cost. */
export const filterMeaning: readonly Requirement[] = [
  {
    id: 'PROT-3.4.2.2-11',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Table 3; D-01, D-02',
    title: 'eq and ne compare by the type of the attribute',
    async run(c) {
      const emails = [
        { type: 'work', value: 'a@example.test' },
        { type: 'home', value: 'b@example.test' },
      ]
      const user = await c.createUser({ title: 'Tour Guide', active: false, profileUrl: 'https://example.test/Ada', emails })
      const path = `/Users/${user.id}`
      const created = user.text('meta.created')
      for (const yes of [
        'title eq "tour guide"',
        'title ne "pilot"',
        'active eq false',
        'active ne true',
        `meta.created eq "${created}"`,
        `meta.created eq "${shifted(created)}"`,
        'profileUrl eq "https://example.test/Ada"',
      ]) {
        await c.matches(path, yes)
      }
      for (const no of [
        'title ne "TOUR GUIDE"',
        'active eq true',
        `meta.created ne "${shifted(created)}"`,
        'profileUrl eq "https://example.test/other"',
      ]) {
        await c.matchesNot(path, no)
      }
      if (await c.discovery.publishes(USER, 'x509Certificates.value')) {
        const holder = await c.createUser({ x509Certificates: [{ value: certificate }] })
        await c.matches(`/Users/${holder.id}`, `x509Certificates.value eq "${certificate}"`)
      }
      await c.recommend(async () => {
        await c.matches(path, 'nickName ne "x"')
        await c.matchesNot(path, 'emails.value ne "a@example.test"')
        await c.matches(path, 'emails.value ne "c@example.test"')
        await c.matches(path, 'emails[value ne "a@example.test"]')
      })
    },
  },
  {
    id: 'PROT-3.4.2.2-12',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Table 3; D-06',
    title: 'co, sw and ew test for a part, a beginning and an end; the whole is each of these, and so is nothing',
    async run(c) {
      const path = `/Users/${(await c.createUser({ title: 'Countess', active: true })).id}`
      for (const yes of [
        'title co "unt"',
        'title co "Countess"',
        'title sw "Countess"',
        'title ew "Countess"',
        'title co ""',
        'title sw ""',
        'title ew ""',
      ]) {
        await c.matches(path, yes)
      }
      for (const no of ['title co "duke"', 'title sw "ountess"', 'title ew "Countes"', 'nickName co ""']) await c.matchesNot(path, no)
      for (const operator of ['co', 'sw', 'ew']) await c.refusesFilter('/Users', `active ${operator} true`)
      await c.recommend(async () => {
        await c.refusesFilter('/Users', 'meta.created co "2024"')
      })
    },
  },
  {
    id: 'PROT-3.4.2.2-13',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Table 3',
    title: 'pr matches what has a value: false has one, an empty text has none',
    async run(c) {
      const full = await c.createUser({
        title: 'X',
        active: false,
        name: { givenName: 'Ada' },
        emails: [{ type: 'work', value: 'a@example.test' }],
      })
      const bare = await c.createUser({ title: '' })
      for (const filter of ['title pr', 'name pr', 'name.givenName pr', 'emails pr', 'emails.type pr', 'emails[type pr]']) {
        await c.matches(`/Users/${full.id}`, filter)
        await c.matchesNot(`/Users/${bare.id}`, filter)
      }
      await c.matches(`/Users/${full.id}`, 'active pr')
    },
  },
  {
    id: 'PROT-3.4.2.2-14',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Table 3',
    title: 'gt, ge, lt and le order texts by letters and dateTimes by time',
    async run(c) {
      const user = await c.createUser({ title: 'mango' })
      const path = `/Users/${user.id}`
      const created = user.text('meta.created')
      const later = new Date(Date.parse(created) + 1000).toISOString()
      const earlier = new Date(Date.parse(created) - 1000).toISOString()
      for (const yes of [
        'title gt "LEMON"',
        'title ge "mango"',
        'title lt "Nut"',
        'title le "MANGO"',
        `meta.created gt "${shifted(earlier)}"`,
        `meta.created ge "${shifted(created)}"`,
        `meta.created le "${shifted(created)}"`,
        `meta.created lt "${shifted(later)}"`,
      ]) {
        await c.matches(path, yes)
      }
      for (const no of [
        'title gt "mango"',
        'title lt "mango"',
        'nickName gt "a"',
        'nickName lt "z"',
        `meta.created gt "${shifted(created)}"`,
        `meta.created lt "${shifted(created)}"`,
      ]) {
        await c.matchesNot(path, no)
      }
    },
  },
  {
    id: 'PROT-3.4.2.2-15',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Table 3',
    title: 'gt, ge, lt and le on a boolean or binary attribute are refused, whatever is stored',
    async run(c) {
      for (const operator of ['gt', 'ge', 'lt', 'le']) {
        await c.refusesFilter('/Users', `active ${operator} true`)
        if (await c.discovery.publishes(USER, 'x509Certificates.value'))
          await c.refusesFilter('/Users', `x509Certificates.value ${operator} "AQID"`)
      }
      await c.refusesFilter('/Users', 'userName eq "nobody" and emails[primary gt false]')
    },
  },
  {
    id: 'PROT-3.4.2.2-16',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2; RFC 7643 §7',
    title: 'Every operator minds caseExact, also within brackets',
    async run(c) {
      const externalId = `${c.unique('ext')}.Ab`
      const emails = [{ type: 'work', value: 'Ada@example.test', display: 'Ada B' }]
      const path = `/Users/${(await c.createUser({ displayName: 'Alice Liddell', externalId, emails })).id}`
      for (const yes of [
        'displayName co "ALICE"',
        'displayName sw "alice"',
        'displayName ew "LIDDELL"',
        'displayName eq "ALICE LIDDELL"',
        'emails[display eq "ADA b" and type eq "WORK"]',
        `externalId ew ".Ab"`,
      ]) {
        await c.matches(path, yes)
      }
      for (const no of ['externalId ew ".AB"', 'externalId co ".ab"', `externalId sw "${externalId.toUpperCase()}"`])
        await c.matchesNot(path, no)
    },
  },
  {
    id: 'PROT-3.4.2.2-18',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 9; D-06',
    title: 'A literal of the wrong type is refused',
    async run(c) {
      const wrong = ['title eq 5', 'title eq true', 'meta.created gt "yesterday"', 'meta.created gt 5', 'active eq 1', 'active eq "maybe"']
      if (c.profile === 'strict') wrong.push('active eq "true"')
      for (const filter of wrong) await c.refusesFilter('/Users', filter)
    },
  },
  {
    id: 'PROT-3.4.2.2-18',
    level: 'REC',
    ref: 'RFC 7644 §3.12 Table 9; D-10',
    title: 'A boolean written as a text is read as a boolean',
    profile: 'compat',
    async run(c) {
      const path = `/Users/${(await c.createUser({ active: true, roles: [{ value: 'a', primary: true }] })).id}`
      await c.matches(path, 'active eq "True"')
      await c.matches(path, 'roles[primary eq "True"]')
      await c.matchesNot(path, 'active eq "False"')
    },
  },
  {
    id: 'PROT-3.4.2.2-19',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2, §3.10; D-04',
    title: 'A complex attribute stands for its value; one without a value can only be tested for presence',
    async run(c) {
      const user = await c.createUser({ name: { givenName: 'Ada' }, emails: [{ type: 'work', value: 'ada@example.test' }] })
      const path = `/Users/${user.id}`
      for (const yes of ['emails eq "ada@example.test"', 'emails co "ada@"', 'emails.value eq "ada@example.test"', 'name pr'])
        await c.matches(path, yes)
      await c.matchesNot(path, 'emails eq "eve@example.test"')
      await c.refusesFilter('/Users', 'name eq "x"')
    },
  },
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
