import type { Requirement } from '../requirement.ts'
import { USER } from '../urns.ts'
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
]
