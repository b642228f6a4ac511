import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import { limits, resourceTypes } from '../patch/patch.fixture.ts'
import { type PatchOperation, parsePatchOp, patchOpSchema } from '../patch/patch-op.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { ScimError } from '../scim-error.ts'
import { operationRewriter, rewritePatch, rewriteResource, type Tolerated } from './apply.ts'
import { bodyFits, messageFits, operationFits } from './fits.ts'
import type { Profile } from './profile.ts'
import { compat } from './profiles.ts'

const { User, Group } = resourceTypes
const schemas = [User.schema.id]
const enterprise = User.extensions[0]?.schema.id ?? ''

describe('what fits', () => {
  test.each<JsonObject>([
    { schemas, userName: 'a' },
    { schemas, userName: 'a', active: false, name: { givenName: 'A', familyName: null }, title: null },
    { schemas, userName: 'a', emails: [{ value: 'a@x.example', primary: true }, { value: 'b@x.example' }, null], roles: [] },
    { schemas: [...schemas, enterprise], userName: 'a', [enterprise]: { department: 'D', manager: { value: '1' } } },
  ])('is true where everything is as the schemas have it: %j', (body) => {
    expect(bodyFits(body, User)).toBe(true)
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
    expect(bodyFits(body, User)).toBe(false)
  })

  test.each([User, Group])('a body that fits is left alone by every rewrite that is not shown it: $name', (resourceType) => {
    let fitting = 0
    fc.assert(
      fc.property(bodyOf(resourceType), (body) => {
        if (bodyFits(body, resourceType)) fitting += 1
        const [shown, all] = both((profile, tolerated) => rewriteResource(profile, body, resourceType, tolerated))
        expect(shown).toEqual(all)
      }),
      { numRuns: 2000, seed: 7 },
    )
    expect(fitting).toBeGreaterThan(200)
  })

  test.each([User, Group])(
    'a message and its operations that fit are left alone by every rewrite that is not shown them: $name',
    (resourceType) => {
      const fitting = { messages: 0, operations: 0 }
      fc.assert(
        fc.property(messageOf(resourceType), (message) => {
          if (messageFits(message)) fitting.messages += 1
          const [shown, all] = both((profile, tolerated) => {
            const read = rewritePatch(profile, message, resourceType, tolerated)
            const operations = operationsOf(read)
            fitting.operations += operations.filter((each) => operationFits(each, resourceType)).length
            const rewrite = operationRewriter(profile, resourceType, tolerated)
            return { read, meant: operations.map((each) => orRefusal(() => rewrite(each, {}))) }
          })
          expect(shown).toEqual(all)
        }),
        { numRuns: 2000, seed: 7 },
      )
      expect(fitting.messages).toBeGreaterThan(200)
      expect(fitting.operations).toBeGreaterThan(400)
    },
  )
})

const shownAll: Profile = { ...compat, rewrites: compat.rewrites.map((rewrite) => ({ ...rewrite, ofMisfits: false })) }

/** What is read, and what was tolerated, with rewrites that are not shown everything and with the same that are. */
function both<T>(read: (profile: Profile, tolerated: Tolerated) => T) {
  return [compat, shownAll].map((profile) => {
    const used: string[] = []
    return { meant: read(profile, (id) => used.push(id)), used }
  })
}

function operationsOf(message: JsonObject): readonly PatchOperation[] {
  const operations = orRefusal(() => parsePatchOp(message, limits))
  return operations instanceof ScimError ? [] : operations
}

function orRefusal<T>(work: () => T): T | ScimError {
  try {
    return work()
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
}

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

function messageOf(resourceType: ResourceType): fc.Arbitrary<JsonObject> {
  const { schema, extensions, attributes } = resourceType
  const extension = extensions[0]?.schema
  const known = [...attributes, ...(extension?.attributes ?? [])]
  const path = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...attributes.map((each) => each.name)) },
    { weight: 2, arbitrary: fc.constantFrom('name.givenName', 'emails.value', 'manager', 'USERNAME') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        `${schema.id}.title`,
        `${extension?.id ?? 'urn:x'}:department`,
        'emails[type eq work].value',
        'emails[type eq "work"].value',
        'a b',
      ),
    },
  )
  const value = fc.oneof(fc.constantFrom(...known).chain(anyOf), bodyOf(resourceType), objectOf(known), odd)
  const operation = fc
    .tuple(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('add', 'replace', 'remove') },
        { weight: 1, arbitrary: fc.constantFrom('Add', 'move') },
      ),
      fc.option(path, { nil: undefined, freq: 3 }),
      fc.option(value, { nil: undefined, freq: 6 }),
      fc.constantFrom('path', 'path', 'path', 'path', 'Path'),
    )
    .map(([op, path, value, name]) => ({ op, ...(path === undefined ? {} : { [name]: path }), ...(value === undefined ? {} : { value }) }))
  const listed = fc.oneof({ weight: 9, arbitrary: fc.constant([patchOpSchema]) }, { weight: 1, arbitrary: fc.constant(undefined) })
  return fc
    .tuple(listed, fc.array(operation, { maxLength: 3 }))
    .map(([schemas, Operations]) => ({ ...(schemas === undefined ? {} : { schemas }), Operations }))
}
