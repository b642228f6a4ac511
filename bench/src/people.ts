import type { JsonObject } from '@rollcall/scim-core'

/** The body of an enterprise user of about 1.2 KB, as an identity provider sends it; the same number gives the same user. */
export function enterpriseUser(number: number): JsonObject {
  const given = givenNames[number % givenNames.length] ?? ''
  const family = familyNames[Math.floor(number / givenNames.length) % familyNames.length] ?? ''
  const login = userName(number)
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
    externalId: `00u${number.toString(36).padStart(17, '0')}`,
    userName: login,
    name: { formatted: `Dr. ${given} ${family}`, givenName: given, familyName: family, honorificPrefix: 'Dr.' },
    displayName: `${given} ${family}`,
    nickName: given,
    title: 'Senior Engineer',
    userType: 'Employee',
    preferredLanguage: 'en-GB',
    locale: 'en-GB',
    timezone: 'Europe/London',
    active: true,
    emails: [
      { value: login, type: 'work', primary: true },
      { value: `${given}.${family}${number}@home.example.net`.toLowerCase(), type: 'home' },
    ],
    phoneNumbers: [
      { value: `+44 20 7946 ${String(number % 10_000).padStart(4, '0')}`, type: 'work' },
      { value: `+44 7700 90${String(number % 10_000).padStart(4, '0')}`, type: 'mobile' },
    ],
    addresses: [
      {
        type: 'work',
        streetAddress: `${number % 200} Long Acre`,
        locality: 'London',
        region: 'Greater London',
        postalCode: 'WC2E 9LH',
        country: 'GB',
        primary: true,
      },
    ],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: String(700_000 + number),
      costCenter: `CC-${number % 90}`,
      organization: 'Example Industries',
      division: 'Research and Development',
      department: `Department ${number % 40}`,
    },
  }
}

export function userName(number: number): string {
  return `user.${String(number).padStart(7, '0')}@people.example.com`
}

/** A user with nothing but a name: someone to be a member. */
export function bareUser(number: number): JsonObject {
  return { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: userName(number) }
}

const givenNames = ['Amara', 'Björn', 'Chiara', 'Dmitri', 'Élodie', 'Farid', 'Grace', 'Hiroshi', 'Ingrid', 'Jorge', 'Kavita']
const familyNames = [
  'Adeyemi',
  'Bergström',
  'Conti',
  'Duarte',
  'Eriksen',
  'Fontaine',
  'Grant',
  'Haddad',
  'Ivanova',
  'Jensen',
  'Kowalski',
  'Li',
  'Müller',
]
