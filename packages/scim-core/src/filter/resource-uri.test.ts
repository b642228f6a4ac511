import { describe, expect, test } from 'vitest'
import { context, resourceTypes } from './filter.fixture.ts'
import { referencedResource } from './resource-uri.ts'

const found = (uri: string, baseUrl = context.baseUrl) => {
  const resource = referencedResource(uri, { baseUrl, resourceTypes })
  return resource === undefined ? undefined : `${resource.resourceType.name} ${resource.id}`
}

describe('RFC 7643 §2.3.7, §2.4: a reference is absolute or relative to the service root, with or without its version', () => {
  test.each([
    'https://id.example.com/api/scim/v2/Users/1',
    'HTTPS://ID.example.com:443/api/scim/v2/Users/1',
    'https://id.example.com/api/scim/Users/1',
    'https://id.example.com/api/scim/v1/Users/1',
    '/api/scim/v2/Users/1',
    'Users/1',
    '/Users/1',
    '/v2/Users/1',
    './Users/1',
    '../Users/1',
    '../v2/Users/1',
  ])('%s is User 1', (uri) => {
    expect(found(uri)).toBe('User 1')
  })

  test('an id is decoded, unless it would then hold what no store can keep', () => {
    expect(found('../Users/a%20b')).toBe('User a b')
    expect(found('../Users/a b')).toBe('User a b')
    expect(found('../Users/100%')).toBe('User 100%')
    expect(found('../Users/%00')).toBe('User %00')
  })

  test('a service root without a version takes references with one', () => {
    expect(found('https://id.example.com/v2/Groups/7', 'https://id.example.com')).toBe('Group 7')
    expect(found('Groups/7', 'https://id.example.com')).toBe('Group 7')
  })

  test.each([
    'https://elsewhere.example.com/api/scim/v2/Users/1',
    'http://id.example.com/api/scim/v2/Users/1',
    'https://id.example.com/Users/1',
    'https://id.example.com/api/scim/v2/users/1',
    'https://id.example.com/api/scim/v2/Users/',
    'https://id.example.com/api/scim/v2/Users',
    'https://id.example.com/api/scim/v2/Users/1/2',
    'https://id.example.com/api/scim/v2/Users/1?x=1',
    'https://id.example.com/api/scim/v2/Users/1#x',
    '//elsewhere.example.com/Users/1',
    'https://[',
    'urn:uuid:1',
    'Devices/1',
    '1',
    '',
  ])('%s is none of ours', (uri) => {
    expect(found(uri)).toBeUndefined()
  })
})
