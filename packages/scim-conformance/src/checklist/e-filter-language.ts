import type { Requirement } from '../requirement.ts'
import { ENTERPRISE, USER } from '../urns.ts'

/** E, first part: the list response and the language of filters. */
export const filterLanguage: readonly Requirement[] = [
  {
    id: 'PROT-3.4.2-01',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2',
    title: 'A query is answered by a ListResponse with the total, and with the page where there is more',
    async run(c) {
      const { filter } = await c.createUsers([{}, {}, {}])
      const whole = await c.find('/Users', filter)
      whole.that(whole.list().length === 3, 'three resources', whole.at('Resources')).has('totalResults', 3)
      const page = await c.find('/Users', filter, { count: 2 })
      page.that(page.list().length <= 2, 'two resources at most', page.at('Resources'))
      page.has('totalResults', 3).has('startIndex', 1).has('itemsPerPage', page.list().length)
      const none = await c.find('/Users', filter, { count: 0 })
      none.finds().has('totalResults', 3)
    },
  },
  {
    id: 'PROT-3.4.2-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2',
    title: 'No match is 200 with a total of 0',
    async run(c) {
      for (const path of ['/Users', '/Groups']) (await c.find(path, `externalId eq "${c.unique('nobody')}"`)).finds().has('totalResults', 0)
    },
  },
  {
    id: 'PROT-3.4.2-03',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.4.2',
    title: 'Unknown query parameters are ignored',
    async run(c) {
      const user = await c.createUser()
      ;(await c.find('/Users', `id eq "${user.id}"`, { foo: 'bar', aadOptscim062020: '' })).finds(user.id)
    },
  },
  {
    id: 'PROT-3.4.2-04',
    level: 'MUST',
    ref: 'RFC 7643 §3; RFC 7644 §3.9',
    title: 'Each resource of a list has schemas, id and what was asked for',
    async run(c) {
      const { filter } = await c.createUsers([{ title: 'X' }, { title: 'X' }])
      for (const query of [{}, { attributes: 'title' }]) {
        const answer = await c.find('/Users', filter, query)
        for (const index of answer.list().keys())
          answer.present(`Resources[${index}].schemas`, `Resources[${index}].id`).has(`Resources[${index}].title`, 'X')
      }
    },
  },
  {
    id: 'PROT-3.4.2.2-01',
    level: 'MAY',
    ref: 'RFC 7644 §3.4.2.2; RFC 7643 §5',
    title: 'Filters are supported, as ServiceProviderConfig says',
    async run(c) {
      const config = await c.discovery.config()
      c.need(config.at('filter.supported') === true, 'filter.supported')
      config.that(config.number('filter.maxResults') > 0, 'filter.maxResults above 0', config.at('filter'))
      const user = await c.createUser()
      ;(await c.find('/Users', `userName eq "${user.text('userName')}"`)).finds(user.id)
    },
  },
  {
    id: 'PROT-3.4.2.2-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2',
    title: 'Exactly the resources that match are answered, for every operator',
    async run(c) {
      const { filter, ids } = await c.createUsers([
        { title: 'apple', active: true },
        { title: 'apricot', active: false },
        { title: 'banana', active: true },
        {},
      ])
      const [apple = '', apricot = '', banana = '', bare = ''] = ids
      for (const [condition, expected] of [
        ['title eq "apple"', [apple]],
        ['title ne "apple" and title pr', [apricot, banana]],
        ['title co "an"', [banana]],
        ['title sw "ap"', [apple, apricot]],
        ['title ew "e"', [apple]],
        ['title pr', [apple, apricot, banana]],
        ['not (title pr)', [bare]],
        ['title gt "apple"', [apricot, banana]],
        ['title ge "apricot"', [apricot, banana]],
        ['title lt "apricot"', [apple]],
        ['title le "apricot"', [apple, apricot]],
        ['active eq false', [apricot]],
        ['title sw "ap" and active eq true', [apple]],
        ['title eq "apple" or title eq "banana"', [apple, banana]],
      ] as const) {
        ;(await c.find('/Users', `${filter} and (${condition})`)).finds(...expected)
      }
    },
  },
  {
    id: 'PROT-3.4.2.2-03',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2',
    title: 'Attribute names, operators, and, or and not are understood in any case',
    async run(c) {
      const user = await c.createUser({ title: 'X' })
      const path = `/Users/${user.id}`
      const name = user.text('userName')
      for (const filter of [
        `userName Eq "${name}"`,
        `USERNAME EQ "${name}"`,
        `title PR AND username Sw "${name}"`,
        'NOT (title eq "Y") Or title Eq "Z"',
        'TITLE Co "x"',
      ]) {
        await c.matches(path, filter)
      }
      await c.matchesNot(path, 'Not (Title Pr)')
    },
  },
  {
    id: 'PROT-3.4.2.2-04',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Figure 1',
    title: 'What the grammar does not produce is refused',
    async run(c) {
      const wrong = [
        'userName eq',
        'userName',
        '"a" eq userName',
        '(userName pr',
        'userName pr)',
        'emails[type eq "work"',
        'emails type eq "work"]',
        'userName pr and',
        'and userName pr',
        'userName pr userName pr',
        'eq "x"',
        '()',
        'userName eq "x',
        'emails[]',
        ' ',
        '',
      ]
      // A bare word for a string is a tolerance of clients' habits; the letter of the RFC has none.
      if (c.profile === 'strict') wrong.push("userName eq 'x'", 'userName eq x', 'userName eq True')
      for (const filter of wrong) await c.refusesFilter('/Users', filter)
    },
  },
  {
    id: 'PROT-3.4.2.2-05',
    level: 'MUST',
    ref: 'RFC 8259 §7',
    title: 'Strings in filters have the escapes of JSON, decoded before comparison',
    async run(c) {
      const title = 'say "hé\\llo"\t/x'
      const user = await c.createUser({ title })
      const path = `/Users/${user.id}`
      for (const literal of [
        JSON.stringify(title),
        String.raw`"say \"h\u00e9\\llo\"\u0009\/x"`,
        String.raw`"SAY \u0022H\u00C9\u005cLLO\"\t/X"`,
      ])
        await c.matches(path, `title eq ${literal}`)
      for (const literal of [String.raw`"\q"`, String.raw`"\u12"`, String.raw`"x\"`]) await c.refusesFilter('/Users', `title eq ${literal}`)
    },
  },
  {
    id: 'PROT-3.4.2.2-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2, erratum 4670',
    title: 'not binds before and, and before or; parentheses come first',
    async run(c) {
      const path = `/Users/${(await c.createUser({ title: 'a', nickName: 'b' })).id}`
      const yes = 'title eq "a"'
      const no = 'title eq "x"'
      await c.matches(path, `${yes} or ${no} and ${no}`)
      await c.matches(path, `${no} and ${no} or ${yes}`)
      await c.matchesNot(path, `(${yes} or ${yes}) and ${no}`)
      await c.matchesNot(path, `not (${no}) and ${no}`)
      await c.matches(path, `not (${yes}) or ${yes}`)
      await c.matches(path, `not (${no} and ${yes})`)
    },
  },
  {
    id: 'PROT-3.4.2.2-07',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2, erratum 7319',
    title: 'not takes parentheses, with or without a space before them',
    async run(c) {
      const path = `/Users/${(await c.createUser()).id}`
      for (const filter of ['not(title pr)', 'not (title pr)']) await c.matches(path, filter)
      await c.refusesFilter('/Users', 'not userName pr')
    },
  },
  {
    id: 'PROT-3.4.2.2-08',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2, errata 4690, 7322',
    title: 'Brackets hold conditions on sub-attributes, joined by and, or, not and parentheses, but no brackets',
    async run(c) {
      const emails = [
        { type: 'work', value: 'a@w.example' },
        { type: 'home', value: 'b@e.example' },
      ]
      const path = `/Users/${(await c.createUser({ emails })).id}`
      await c.matches(path, 'emails[type eq "other" or (type eq "home" and value ew "@e.example")]')
      await c.matches(path, 'emails[not (type eq "work") and value pr]')
      await c.matchesNot(path, 'emails[type eq "other" or (type eq "home" and value ew "@w.example")]')
      await c.refusesFilter('/Users', 'emails[emails[type eq "x"]]')
    },
  },
  {
    id: 'PROT-3.4.2.2-09',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2 Table 5',
    title: 'Conditions within brackets must hold for one and the same element',
    async run(c) {
      const emails = [
        { type: 'work', value: 'a@example.test' },
        { type: 'home', value: 'b@example.test' },
      ]
      const path = `/Users/${(await c.createUser({ emails })).id}`
      await c.matchesNot(path, 'emails[type eq "work" and value eq "b@example.test"]')
      await c.matches(path, 'emails[type eq "work" and value eq "a@example.test"]')
      await c.matches(path, 'emails.type eq "work" and emails.value eq "b@example.test"')
    },
  },
  {
    id: 'PROT-3.4.2.2-10',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2',
    title: 'For a multi-valued attribute one matching element is enough',
    async run(c) {
      const emails = [
        { type: 'work', value: 'office@example.test' },
        { type: 'home', value: 'cottage@example.test' },
      ]
      const path = `/Users/${(await c.createUser({ emails })).id}`
      for (const part of ['office', 'cottage']) await c.matches(path, `emails.value co "${part}"`)
      await c.matchesNot(path, 'emails.value co "castle"')
    },
  },
  {
    id: 'PROT-3.4.2.2-17',
    level: 'MUST',
    ref: 'RFC 7644 §3.4.2.2',
    title: 'An unknown operator is refused, and the message names it',
    async run(c) {
      const answer = await c.refusesFilter('/Users', 'userName regex "x"')
      answer.that(answer.text('detail').includes('regex'), 'a detail that names the operator regex')
      await c.refusesFilter('/Users', 'userName eqq "x"')
      await c.refusesFilter('/Users', 'userName = "x"')
    },
  },
  {
    id: 'PROT-3.4.2.2-20',
    level: 'MUST',
    ref: 'RFC 7644 §3.10',
    title: 'Names in filters may be URN-qualified, for core and extension attributes',
    async run(c) {
      const boss = await c.createUser()
      const user = await c.createUser({
        schemas: [USER, ENTERPRISE],
        name: { givenName: 'Ada' },
        [ENTERPRISE]: { employeeNumber: '701984', manager: { value: boss.id } },
      })
      const path = `/Users/${user.id}`
      await c.matches(path, `${USER}:userName eq "${user.text('userName')}"`)
      await c.matches(path, `${USER}:name.givenName eq "ada"`)
      await c.matches(path, `${ENTERPRISE}:employeeNumber eq "701984"`)
      await c.matches(path, `${ENTERPRISE}:manager.value eq "${boss.id}"`)
      await c.matches(path, `${ENTERPRISE.toUpperCase()}:EMPLOYEENUMBER sw "7019"`)
      await c.matchesNot(path, `${ENTERPRISE}:employeeNumber eq "1"`)
      await c.refusesFilter('/Users', 'urn:example:unheard-of:2.0:Thing:foo eq "x"')
    },
  },
  {
    id: 'PROT-3.4.2.2-21',
    level: 'REC',
    ref: 'RFC 7644 §3.10',
    title: 'An extension attribute without its URN is found when it is unambiguous, or refused',
    async run(c) {
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { employeeNumber: '701984' } })
      const answer = await c.find('/Users', `id eq "${user.id}" and employeeNumber eq "701984"`)
      if (answer.status === 200) answer.finds(user.id)
      else answer.error(400, 'invalidFilter')
    },
  },
]
