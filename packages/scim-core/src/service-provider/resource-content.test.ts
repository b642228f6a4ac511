import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedPaths } from '../patch/changed-paths.ts'
import { compat } from '../profiles/profiles.ts'
import { completeResourceType } from '../schema/complete-resource-type.ts'
import { userResourceType } from '../schema/definitions/resource-types.ts'
import { defaultLimits } from './limits.ts'
import { all, createUser, example, patch, unconditional, userUrn } from './provider.fixture.ts'
import { contentOf, isFoundAsBefore } from './resource-content.ts'
import type { ServiceProviderOptions } from './service-provider.ts'

const User = completeResourceType(userResourceType)
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const word = fc.constantFrom('a', 'b')
const user = fc.record(
  {
    userName: word,
    displayName: word,
    title: word,
    active: fc.boolean(),
    name: fc.record({ familyName: word, honorificPrefix: word }, { requiredKeys: [] }),
    emails: fc.array(fc.record({ value: word, type: word }), { minLength: 1, maxLength: 2 }),
    [enterprise]: fc.record({ employeeNumber: word, department: word }, { requiredKeys: [] }),
  },
  { requiredKeys: ['userName'] },
)
const paths = ['userName', 'displayName', 'title', 'active', 'name', 'emails', enterprise] as const
const profile = { ...compat, unique: [{ resourceType: 'User', path: 'title' }] }
const found = async (document: Parameters<typeof contentOf>[0], by: typeof compat) => {
  const { indexed, label } = await contentOf({ schemas: [userUrn], ...document }, undefined, User, { profile: by, tenantId: 'a' }, {
    limits: defaultLimits,
  } as ServiceProviderOptions)
  return { indexed, label }
}

describe('isFoundAsBefore', () => {
  it('is only said of a change that leaves every index row and the label as they were', async () => {
    const seen = { asBefore: 0, anew: 0 }
    await fc.assert(
      fc.asyncProperty(user, user, fc.subarray([...paths]), fc.constantFrom(compat, profile), async (before, other, changing, by) => {
        const after = Object.fromEntries(
          paths.map((path) => [path, (changing.includes(path) ? other : before)[path]]).filter(([, value]) => value !== undefined),
        )
        const asBefore = isFoundAsBefore(changedPaths(before, after, User), User, by)
        seen[asBefore ? 'asBefore' : 'anew'] += 1
        if (asBefore) expect(await found(after, by)).toEqual(await found(before, by))
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(seen.asBefore, seen.anew)).toBeGreaterThan(10)
  })

  it.each([
    [['title'], true],
    [['name.honorificPrefix', `${enterprise}:department`], true],
    [['userName'], false],
    [['name.familyName'], false],
    [['name'], false],
    [['emails'], false],
    [[`${enterprise}:employeeNumber`], false],
    [[enterprise], false],
    [['title', 'active'], false],
  ])('of %j: %s', (changed, expected) => {
    expect(isFoundAsBefore(changed, User, compat)).toBe(expected)
  })
})

describe('A resource', () => {
  it('is as long as the limit allows and not one character longer, by whatever operation (PATCH could add to it for ever)', async () => {
    const { length } = JSON.stringify({ schemas: [userUrn], userName: 'a', title: '12345678', active: true })
    const service = example({ limits: { resourceLength: length } })
    const tooLong = { status: 400, scimType: 'invalidValue' }
    await expect(createUser(service, 'a', { title: '123456789' })).rejects.toMatchObject(tooLong)
    const id = await createUser(service, 'a', { title: '12345678' })
    const { provider, context } = service
    const add = patch({ op: 'add', path: 'nickName', value: 'x' })
    await expect(provider.modify(context, '/Users', id, add, all, unconditional)).rejects.toMatchObject(tooLong)
    const larger = { schemas: [userUrn], userName: 'a', title: '123456789' }
    await expect(provider.replace(context, '/Users', id, larger, all, unconditional)).rejects.toMatchObject(tooLong)
  })
})
