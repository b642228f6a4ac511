import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import { resourceTypes } from '../patch/patch.fixture.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { rewriteResource } from './apply.ts'
import { fits } from './fits.ts'
import type { Profile } from './profile.ts'
import { compat } from './profiles.ts'

const { User, Group } = resourceTypes
const schemas = [User.schema.id]
const enterprise = User.extensions[0]?.schema.id ?? ''

describe('fits', () => {
  test.each<JsonObject>([
    { schemas, userName: 'a' },
    { schemas, userName: 'a', active: false, name: { givenName: 'A', familyName: null }, title: null },
    { schemas, userName: 'a', emails: [{ value: 'a@x.example', primary: true }, { value: 'b@x.example' }, null], roles: [] },
    { schemas: [...schemas, enterprise], userName: 'a', [enterprise]: { department: 'D', manager: { value: '1' } } },
  ])('is true where everything is as the schemas have it: %j', (body) => {
    expect(fits(body, User)).toBe(true)
  })

  test.each<JsonObject>([
    { userName: 'a' },
    { schemas: [...schemas, 'urn:x'], userName: 'a' },
    { schemas: [], userName: 'a' },
    { schemas, username: 'a' },
    { schemas, userName: 1 },
    { schemas, userName: 'a', title: '' },
    { schemas, userName: 'a', active: 'True' },
    { schemas, userName: 'a', emails: { value: 'a@x.example' } },
    { schemas, userName: 'a', emails: ['a@x.example'] },
    { schemas, userName: 'a', emails: [{ value: 'a@x.example', kind: 'work' }] },
    {
      schemas,
      userName: 'a',
      emails: [
        { value: 'a@x.example', primary: true },
        { value: 'b@x.example', primary: true },
      ],
    },
    { schemas, userName: 'a', name: 'A' },
    { schemas, userName: 'a', department: 'D' },
    { schemas, userName: 'a', [enterprise]: { department: 'D' } },
    { schemas: [...schemas, enterprise], userName: 'a', [enterprise]: { department: 1 } },
  ])('is false where something is to be tolerated: %j', (body) => {
    expect(fits(body, User)).toBe(false)
  })

  test.each([User, Group])('what fits is left alone by every rewrite that is not shown it: $name', (resourceType) => {
    const shownAll: Profile = { ...compat, rewrites: compat.rewrites.map((rewrite) => ({ ...rewrite, ofMisfits: false })) }
    const read = (profile: Profile, body: JsonObject) => {
      const used: string[] = []
      const meant = rewriteResource(profile, body, resourceType, (id) => used.push(id))
      return { meant, used }
    }
    let fitting = 0
    fc.assert(
      fc.property(bodyOf(resourceType), (body) => {
        if (fits(body, resourceType)) fitting += 1
        expect(read(compat, body)).toEqual(read(shownAll, body))
      }),
      { numRuns: 2000, seed: 7 },
    )
    expect(fitting).toBeGreaterThan(200)
  })
})

/** Values that fit, and some as clients send them. */
function anyOf(attribute: Attribute): fc.Arbitrary<JsonValue> {
  const single = singleOf(attribute)
  const fitting = attribute.multiValued ? fc.array(single, { maxLength: 3 }) : single
  return fc.oneof(
    { weight: 40, arbitrary: fitting },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: fc.oneof(single, fc.array(single)) },
  )
}

function singleOf({ type, subAttributes }: Attribute): fc.Arbitrary<JsonValue> {
  switch (type) {
    case 'boolean':
      return fc.boolean()
    case 'decimal':
    case 'integer':
      return fc.constantFrom(0, 1, 2.5)
    case 'complex':
      return objectOf(subAttributes)
    case 'string':
    case 'reference':
    case 'binary':
    case 'dateTime':
      return fc.constantFrom('a', 'B', 'work', 'true')
  }
}

const odd: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
  ...[null, '', 'True', '12', 7, true, [], ['a'], [[]], {}, { value: 'a' }, { value: '' }, { Value: 'a', primary: true }, [{ value: 'a' }]],
)

function objectOf(attributes: readonly Attribute[], oddNames: readonly string[] = ['Value', 'unknown']): fc.Arbitrary<JsonObject> {
  const members = attributes.map((each) => fc.tuple(fc.constant(each.name), anyOf(each)))
  const strange = fc.tuple(fc.constantFrom(...oddNames), odd)
  const some = fc.oneof(...members.map((arbitrary) => ({ weight: 4, arbitrary })), { weight: 1, arbitrary: strange })
  return fc.array(some, { maxLength: 4 }).map((entries) => Object.fromEntries(entries))
}

function bodyOf({ schema, attributes, extensions }: ResourceType): fc.Arbitrary<JsonObject> {
  const urns = [schema.id, ...extensions.map((each) => each.schema.id)]
  const listed = fc.oneof(
    { weight: 9, arbitrary: fc.constant(urns) },
    { weight: 1, arbitrary: fc.subarray([...urns, schema.id.toUpperCase(), 'urn:unknown']) },
  )
  const names = ['USERNAME', 'displayname', 'department', 'name.givenName', 'x', ...urns.map((urn) => `${urn}:title`)]
  const extended = fc.array(
    fc.oneof(...extensions.map((each) => fc.tuple(fc.constant(each.schema.id), objectOf(each.schema.attributes))), fc.constant(undefined)),
    {
      maxLength: 1,
    },
  )
  const own = attributes.filter(({ name }) => name !== 'schemas')
  return fc
    .tuple(listed, objectOf(own, names), extended)
    .map(([schemas, body, more]) => ({ schemas, ...body, ...Object.fromEntries(more.filter((each) => each !== undefined)) }))
}
