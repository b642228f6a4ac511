import { isJsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { BULK_REQUEST, ENTERPRISE, USER } from '../urns.ts'
import { certificate } from './certificate.ts'

/** B, third part: the User schema (RFC 7643 §4.1). */
export const userSchema: readonly Requirement[] = [
  {
    id: 'CORE-4.1.1-01',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.1',
    title: 'userName is required, not empty, unique in any case, found in any case, and answered as sent',
    async run(c) {
      ;(await c.post('/Users', { schemas: [USER] })).error(400, 'invalidValue')
      ;(await c.post('/Users', { schemas: [USER], userName: '' })).error(400, 'invalidValue')
      ;(await c.post('/Users', { schemas: [USER], userName: null })).error(400, 'invalidValue')
      const userName = `BJensen.${c.unique()}`
      const user = await c.createUser({ userName })
      ;(await c.post('/Users', { schemas: [USER], userName: userName.toLowerCase() })).error(409, 'uniqueness')
      ;(await c.find('/Users', `userName eq "${userName.toUpperCase()}"`)).finds(user.id)
      await c.recommend(() => {
        user.has('userName', userName)
      })
    },
  },
  {
    id: 'CORE-4.1.1-02',
    level: 'MAY',
    ref: 'RFC 7643 §4.1.1',
    title: 'A name may be given in parts or formatted; the parts given are kept',
    async run(c) {
      const user = await c.createUser({ name: { formatted: 'Ms. Barbara J Jensen' } })
      user.has('name.formatted', 'Ms. Barbara J Jensen')
      const path = `/Users/${user.id}`
      const name = { givenName: 'Barbara', familyName: 'Jensen' }
      const replaced = (await c.put(path, { schemas: [USER], userName: user.text('userName'), name })).is(200)
      replaced.has('name.givenName', 'Barbara').has('name.familyName', 'Jensen')
      replaced.that(replaced.at('name.formatted') !== 'Ms. Barbara J Jensen', 'no formatted name of before', replaced.at('name.formatted'))
    },
  },
  {
    id: 'CORE-4.1.1-03',
    level: 'REC',
    ref: 'RFC 7643 §4.1.1',
    title: 'profileUrl and photos.value must be URLs',
    profile: 'strict',
    async run(c) {
      ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), profileUrl: 'not a url with spaces' })).error(400, 'invalidValue')
      const photos = [{ type: 'photo', value: 'not a url with spaces' }]
      ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), photos })).error(400, 'invalidValue')
    },
  },
  {
    id: 'CORE-4.1.1-03',
    level: 'REC',
    ref: 'RFC 7643 §4.1.1',
    title: 'profileUrl is kept as sent, also when it is no URL',
    profile: 'compat',
    async run(c) {
      ;(await c.createUser({ profileUrl: 'MFGMqwe' })).has('profileUrl', 'MFGMqwe')
    },
  },
  {
    id: 'CORE-4.1.1-04',
    level: 'REC',
    ref: 'RFC 7643 §4.1.1',
    title: 'Languages, locales and time zones in their usual forms are accepted',
    async run(c) {
      const user = await c.createUser({ preferredLanguage: 'en-US, de;q=0.5', locale: 'en_US', timezone: 'America/Los_Angeles' })
      user.has('timezone', 'America/Los_Angeles').present('preferredLanguage')
      user.that(['en_US', 'en-US'].includes(String(user.at('locale'))), 'locale en_US or en-US', user.at('locale'))
    },
  },
  {
    id: 'CORE-4.1.1-05',
    level: 'REC',
    ref: 'RFC 7643 §4.1.1',
    title: 'An inactive user can still be read and is still listed',
    async run(c) {
      const user = await c.createUser({ active: true })
      const path = `/Users/${user.id}`
      ;(await c.patch(path, [{ op: 'replace', path: 'active', value: false }])).is(200, 204)
      ;(await c.read(path)).has('active', false)
      ;(await c.find('/Users', `userName eq "${user.text('userName')}"`)).finds(user.id).has('Resources[0].active', false)
    },
  },
  {
    id: 'CORE-4.1.1-06',
    level: 'MUST NOT',
    ref: 'RFC 7643 §4.1.1, §9.2; RFC 7644 §7.7',
    title: 'A password is never answered, in no form and on no way',
    async run(c) {
      const password = `T0p-${crypto.randomUUID()}`
      const hidden = (answer: { body: unknown; response: { body: string }; failure: (expected: string, got?: unknown) => Error }) => {
        if (answer.response.body.includes(password)) throw answer.failure('no password in the answer')
        if (isJsonObject(answer.body) && Object.hasOwn(answer.body, 'password')) throw answer.failure('no attribute password')
      }
      const user = await c.createUser({ password })
      hidden(user)
      const path = `/Users/${user.id}`
      const body = { schemas: [USER], userName: user.text('userName'), password }
      hidden((await c.get(path)).is(200))
      hidden((await c.get(path, { attributes: 'password' })).is(200))
      hidden((await c.get(path, { attributes: 'userName,password' })).is(200))
      hidden((await c.put(path, body)).is(200))
      hidden((await c.patch(path, [{ op: 'replace', path: 'password', value: password }])).is(200, 204))
      hidden((await c.patch(path, [{ op: 'replace', value: { password } }], { query: { attributes: 'password' } })).is(200))
      const list = await c.find('/Users', `id eq "${user.id}"`, { attributes: 'password,userName' })
      list.finds(user.id).absent('Resources[0].password')
      hidden(list)
      hidden((await c.post('/Users', body)).is(409))
      if (await c.discovery.supports('bulk')) {
        const operations = [
          { method: 'POST', path: '/Users', bulkId: 'a', data: { ...body, userName: c.unique() } },
          { method: 'PUT', path, data: body },
        ]
        hidden((await c.post('/Bulk', { schemas: [BULK_REQUEST], Operations: operations })).is(200))
      }
      hidden((await c.post('/Users', { ...body, userName: c.unique(), emails: 'wrong' })).is(400, 201))
    },
  },
  {
    id: 'CORE-4.1.1-07',
    level: 'SHOULD',
    ref: 'RFC 7643 §4.1.1, erratum 8450',
    title: 'A password is prepared, checked against a policy and hashed slowly with a salt',
    notTestable: 'Nothing that SCIM answers depends on how a password is kept or which policy it must meet.',
  },
  {
    id: 'CORE-4.1.1-08',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.1',
    title: 'A password passed on in clear travels over TLS only and is encrypted while it is kept',
    notTestable: 'What a server passes on to others is not seen by its clients: a matter of design review.',
  },
  {
    id: 'CORE-4.1.1-09',
    level: 'MAY',
    ref: 'RFC 7643 §4.1.1; D-38',
    title: 'A filter on password is refused, or compares for equality only',
    async run(c) {
      for (const filter of ['password sw "a"', 'password co "a"', 'password gt "a"'])
        (await c.find('/Users', filter)).error([400, 403], ['invalidFilter', 'sensitive'])
      const equality = await c.find('/Users', 'password eq "a"')
      if (equality.status !== 200) equality.error([400, 403], ['invalidFilter', 'sensitive'])
      await c.recommend(() => {
        equality.error([400, 403], ['invalidFilter', 'sensitive'])
      })
    },
  },
  {
    id: 'CORE-4.1.2-01',
    level: 'SHOULD',
    ref: 'RFC 7643 §4.1.2',
    title: 'The domain of an e-mail address is answered in its canonical form, the local part as sent',
    async run(c) {
      const user = await c.createUser({ emails: [{ type: 'work', value: 'BJensen@EXAMPLE.COM' }] })
      const shown = [user.at('emails[0].value'), user.at('emails[0].display')]
      user.that(shown.includes('BJensen@example.com'), 'BJensen@example.com as value or display', shown)
    },
  },
  {
    id: 'CORE-4.1.2-02',
    level: 'SHOULD',
    ref: 'RFC 7643 §4.1.2',
    title: 'Telephone numbers are accepted as tel: URIs and in national forms',
    async run(c) {
      for (const value of ['tel:+1-201-555-0123', '+1 (201) 555-0123', '0201 555 0123']) {
        ;(await c.createUser({ phoneNumbers: [{ type: 'work', value }] })).present('phoneNumbers[0].value')
      }
    },
  },
  {
    id: 'CORE-4.1.2-03',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.2, errata 5990, 5991',
    title: 'addresses.country is a two-letter code of ISO 3166-1',
    profile: 'strict',
    async run(c) {
      ;(await c.createUser({ addresses: [{ type: 'work', country: 'US' }] })).has('addresses[0].country', 'US')
      for (const country of ['USA', 'United States']) {
        ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), addresses: [{ type: 'work', country }] })).error(
          400,
          'invalidValue',
        )
      }
    },
  },
  {
    id: 'CORE-4.1.2-03',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.2, errata 5990, 5991',
    title: 'addresses.country takes a two-letter code, and keeps what identity providers send instead',
    profile: 'compat',
    async run(c) {
      for (const country of ['US', 'United States']) {
        ;(await c.createUser({ addresses: [{ type: 'work', country }] })).has('addresses[0].country', country)
      }
    },
  },
  {
    id: 'CORE-4.1.2-04',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.2',
    title: 'photos.value points to an image and not to a page',
    notTestable: 'To tell an image from a page the server would have to fetch a URL that a client chose, which it should not do.',
  },
  {
    id: 'CORE-4.1.2-05',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.2',
    title: 'User.groups shows the memberships, and cannot be written',
    async run(c) {
      const user = await c.createUser({ groups: [{ value: 'nonsense' }] })
      const path = `/Users/${user.id}`
      user.absent('groups')
      const group = await c.createGroup({ members: [{ value: user.id }] })
      const read = (await c.read(path))
        .has('groups[0].value', group.id)
        .has('groups[0].type', 'direct')
        .has('groups[0].display', group.text('displayName'))
      ;(await c.get(read.text('groups[0].$ref'))).is(200).has('id', group.id)
      ;(await c.patch(path, [{ op: 'add', path: 'groups', value: [{ value: group.id }] }])).error(400, 'mutability')
      ;(await c.patch(path, [{ op: 'remove', path: 'groups' }])).error(400, 'mutability')
      ;(await c.put(path, { schemas: [USER], userName: user.text('userName'), groups: [] })).is(200)
      ;(await c.read(path)).has('groups[0].value', group.id)
      await c.recommend(async () => {
        const outer = await c.createGroup({ members: [{ value: group.id, type: 'Group' }] })
        const nested = await c.read(path)
        const indirect = nested.array('groups').find((each) => isJsonObject(each) && each['value'] === outer.id)
        nested.that(isJsonObject(indirect) && indirect['type'] === 'indirect', 'the outer group as indirect', nested.at('groups'))
      })
    },
  },
  {
    id: 'CORE-4.1.2-06',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.2',
    title: 'Each x509Certificates.value is exactly one DER certificate',
    profile: 'strict',
    async run(c) {
      c.need(await c.discovery.publishes(USER, 'x509Certificates.value'), 'x509Certificates')
      ;(await c.createUser({ x509Certificates: [{ value: certificate }] })).present('x509Certificates[0].value')
      const bytes = Buffer.from(certificate, 'base64')
      const armoured = Buffer.from(`-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`)
      for (const wrong of [Buffer.concat([bytes, bytes]), armoured]) {
        const x509Certificates = [{ value: wrong.toString('base64') }]
        ;(await c.post('/Users', { schemas: [USER], userName: c.unique(), x509Certificates })).error(400, 'invalidValue')
      }
    },
  },
  {
    id: 'CORE-4.1.2-06',
    level: 'MUST',
    ref: 'RFC 7643 §4.1.2',
    title: 'x509Certificates.value takes a DER certificate and answers it as it is',
    profile: 'compat',
    async run(c) {
      c.need(await c.discovery.publishes(USER, 'x509Certificates.value'), 'x509Certificates')
      ;(await c.createUser({ x509Certificates: [{ value: certificate }] })).has('x509Certificates[0].value', certificate)
    },
  },
  {
    id: 'CORE-4.1.2-07',
    level: 'MAY',
    ref: 'RFC 7643 §4.1.2',
    title: 'roles and entitlements take any value',
    async run(c) {
      const value = 'Räuber & "Söhne" {1}'
      const user = await c.createUser({ roles: [{ value }], entitlements: [{ value, type: 'anything' }] })
      user.has('roles[0].value', value).has('entitlements[0].value', value).has('entitlements[0].type', 'anything')
    },
  },
  {
    id: 'CORE-4.1.1-10',
    level: 'SHOULD',
    ref: 'RFC 7643 §4.1.1',
    title: "displayName is what the product shows as the user's label",
    notTestable: 'What a product shows on its screens is not seen over SCIM.',
  },
  {
    id: 'CORE-4.1.2-08',
    level: 'SHOULD',
    ref: 'RFC 7643 §4.1.2',
    title: 'Types of instant messaging beyond the canonical ones are accepted',
    async run(c) {
      c.need(await c.discovery.publishes(USER, 'ims.value'), 'ims')
      ;(await c.createUser({ ims: [{ type: 'slack', value: 'ada' }] })).has('ims[0].type', 'slack').has('ims[0].value', 'ada')
    },
  },
  {
    id: 'CORE-4.3-01',
    level: 'MUST',
    ref: 'RFC 7643 §4.3',
    title: 'manager needs a value only; its displayName is the business of the server',
    async run(c) {
      const boss = await c.createUser({ displayName: 'The Boss' })
      const manager = { value: boss.id, displayName: 'Nonsense' }
      const user = await c.createUser({ schemas: [USER, ENTERPRISE], [ENTERPRISE]: { manager } })
      const at = `["${ENTERPRISE}"].manager`
      user
        .has(`${at}.value`, boss.id)
        .that(user.at(`${at}.displayName`) !== 'Nonsense', "manager.displayName not to be the client's", user.at(at))
      ;(await c.get(user.text(`${at}.$ref`))).is(200).has('id', boss.id)
      const replaced = await c.put(`/Users/${user.id}`, {
        schemas: [USER, ENTERPRISE],
        userName: user.text('userName'),
        [ENTERPRISE]: { manager: { ...manager, displayName: 'Rubbish' } },
      })
      replaced.is(200).that(replaced.at(`${at}.displayName`) !== 'Rubbish', "manager.displayName not to be the client's", replaced.at(at))
    },
  },
]
