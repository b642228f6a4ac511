import { describe, expect, test } from 'vitest'
import { parseAttributePath } from '../schema/attribute-path.ts'
import { typeNamed } from './filter.fixture.ts'
import { resolveSortPath } from './sort-path.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

function sortPath(text: string, type = 'User') {
  const path = parseAttributePath(text)
  if (path === undefined) throw new Error(`${text} is no attribute path.`)
  return resolveSortPath(path, typeNamed(type))
}

describe('RFC 7644 §3.4.2.3: sortBy', () => {
  test.each([
    ['USERNAME', { kind: 'attribute', key: 'userName', subAttribute: undefined, index: 'userName' }],
    ['title', { kind: 'attribute', key: 'title', subAttribute: undefined, index: undefined }],
    ['name.familyName', { kind: 'attribute', key: 'name', subAttribute: 'familyName', index: 'name.familyName' }],
    ['emails.type', { kind: 'attribute', key: 'emails', subAttribute: 'type', index: undefined }],
    ['emails', { kind: 'attribute', key: 'emails', subAttribute: 'value', index: undefined }],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:name.FAMILYNAME',
      { kind: 'attribute', key: 'name', subAttribute: 'familyName', index: 'name.familyName' },
    ],
    [`${enterprise}:department`, { kind: 'attribute', key: `${enterprise}:department`, subAttribute: undefined, index: undefined }],
    ['id', { kind: 'column', column: 'id' }],
    ['meta.created', { kind: 'column', column: 'created' }],
    ['meta.lastModified', { kind: 'column', column: 'lastModified' }],
    ['meta.location', { kind: 'column', column: 'id' }],
    ['meta.resourceType', { kind: 'column', column: 'id' }],
  ])('%s', (text, expected) => {
    expect(sortPath(text)).toEqual(expected)
  })

  test('an attribute that the type does not have is left to the caller: an error at an endpoint, no value at the root (D-29)', () => {
    expect(sortPath('nope')).toBeUndefined()
    expect(sortPath('emails.nope')).toBeUndefined()
    expect(sortPath('userName', 'Group')).toBeUndefined()
  })

  test.each([
    ['name', 'User', 'name'],
    ['meta', 'User', 'meta'],
    ['meta.version', 'User', 'meta.version'],
    ['password', 'User', 'password'],
    ['groups', 'User', 'groups'],
    ['members.display', 'Group', 'members.display'],
  ])('%s of a %s cannot be sorted by', (text, type, named) => {
    expect(() => sortPath(text, type)).toThrowError(
      expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringContaining(named) }),
    )
  })
})
