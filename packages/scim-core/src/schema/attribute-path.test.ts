import { describe, expect, it } from 'vitest'
import { parseAttributePath, pathText, resolveAttributePath } from './attribute-path.ts'
import { completeResourceType } from './complete-resource-type.ts'
import { userResourceType } from './definitions/resource-types.ts'

const user = completeResourceType(userResourceType)
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('parseAttributePath (RFC 7644 §3.10)', () => {
  it.each([
    ['userName', undefined, 'userName', undefined],
    ['name.givenName', undefined, 'name', 'givenName'],
    ['members.$ref', undefined, 'members', '$ref'],
    ['x-y_z9', undefined, 'x-y_z9', undefined],
    [`${enterprise}:manager.value`, enterprise, 'manager', 'value'],
    [enterprise, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0', 'User', undefined],
  ])('reads %s', (text, urn, name, subAttribute) => {
    expect(parseAttributePath(text)).toEqual({ text, urn, name, subAttribute })
  })

  it.each(['', '9lives', 'a.b.c', 'a.', '.a', ':a', 'a b', 'emails[type eq "work"]', 'é', `${enterprise}:`])('refuses %j', (text) => {
    expect(parseAttributePath(text)).toBeUndefined()
  })
})

describe('resolveAttributePath', () => {
  it.each([
    ['USERNAME', 'userName'],
    ['name.GIVENNAME', 'name.givenName'],
    ['meta.lastmodified', 'meta.lastModified'],
    [`${userSchema.toUpperCase()}:username`, 'userName'],
    [`${userSchema}:id`, 'id'],
    [`${enterprise.toLowerCase()}:MANAGER.$REF`, `${enterprise}:manager.$ref`],
    ['employeeNumber', `${enterprise}:employeeNumber`],
  ])('binds %s to %s', (text, expected) => {
    const path = parseAttributePath(text)
    const resolved = path && resolveAttributePath(path, user)
    expect(resolved && pathText(resolved)).toBe(expected)
  })

  it.each(['nope', 'name.nope', 'userName.value', 'urn:example:nope:userName', `${enterprise}:userName`, `${enterprise}:id`])(
    'finds nothing for %s',
    (text) => {
      const path = parseAttributePath(text)
      expect(path).toBeDefined()
      expect(path && resolveAttributePath(path, user)).toBeUndefined()
    },
  )

  it('finds nothing for a bare name that two extensions have', () => {
    const extension = (id: string) => ({
      schema: { id, name: id, description: '', attributes: [{ name: 'badge', description: '' }] },
      required: false,
    })
    const ambiguous = completeResourceType({
      ...userResourceType,
      extensions: [extension('urn:example:a'), extension('urn:example:b')],
      indexed: [],
      guarded: [],
    })
    const path = parseAttributePath('badge')
    expect(path && resolveAttributePath(path, ambiguous)).toBeUndefined()
  })
})
