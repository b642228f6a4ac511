import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import { canonicalize } from '../schema/canonicalize.ts'
import { ScimError } from '../scim-error.ts'
import type { PatchOutcome } from './apply-patch.ts'
import { changedPaths } from './changed-paths.ts'
import { enterprise, patched, resourceTypes, userSchema } from './patch.fixture.ts'
import { sameJson } from './same-json.ts'

const { User } = resourceTypes

const resource: JsonObject = deepFreeze({
  schemas: [userSchema, enterprise],
  userName: 'ada',
  name: { familyName: 'Byron', givenName: 'Ada' },
  active: true,
  emails: [
    { value: 'a', type: 'work', primary: true },
    { value: 'b', type: 'home' },
  ],
  roles: [{ value: 'admin' }],
  [enterprise]: { department: 'Engines', manager: { value: '1' } },
})

const trap = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf')
const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('userName', 'NAME', 'active', 'emails', 'roles', 'addresses', 'schemas', 'id', 'meta', 'groups', 'manager'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(enterprise, `${enterprise}:department`, `${userSchema}:title`, 'name.givenName', 'emails.value'),
  },
  { weight: 2, arbitrary: trap },
  { weight: 1, arbitrary: fc.string() },
)
const subAttribute = fc.oneof(fc.constantFrom('value', 'type', 'primary', 'givenName', 'familyName', '$ref', 'display'), trap)
const simple = fc.oneof(
  fc.constantFrom('a', 'b', 'work', 'home', '', userSchema, enterprise),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  trap,
)
const element = fc.oneof(
  simple,
  fc.dictionary(subAttribute, simple, { maxKeys: 3 }),
  fc.constantFrom<JsonValue>(JSON.parse('{"__proto__": {"polluted": true}}'), JSON.parse('{"value": "c", "__proto__": null}')),
)
const value = fc.oneof(element, fc.array(element, { maxLength: 3 }))
const filter = fc.tuple(subAttribute, fc.constantFrom('eq', 'sw'), fc.constantFrom('"work"', '"a"', 'true')).map((parts) => parts.join(' '))
const path = fc.oneof(
  name,
  fc.tuple(name, subAttribute).map((parts) => parts.join('.')),
  fc
    .tuple(fc.constantFrom('emails', 'roles', 'addresses', '__proto__'), filter, fc.option(subAttribute))
    .map(([list, inBrackets, behind]) => {
      return `${list}[${inBrackets}]${behind === null ? '' : `.${behind}`}`
    }),
)
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace', 'remove'), path, value }, { requiredKeys: ['op', 'path'] }),
  fc.record({ op: fc.constantFrom('add', 'replace'), value: fc.dictionary(name, value, { maxKeys: 3 }) }),
)

test('Whatever is sent, prototypes stay as they are and nothing but a ScimError is thrown', () => {
  const prototypes = [Object.prototype, Array.prototype, String.prototype, Function.prototype]
  const before = prototypes.map(snapshot)
  fc.assert(
    fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
      outcomeOf(operations)
      expect(prototypes.map(snapshot)).toEqual(before)
      expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false)
    }),
    { numRuns: 3000 },
  )
})

const text = fc.constantFrom('a', 'b', 'c', '')
const kind = fc.constantFrom('work', 'home', 'WORK')
// Elements without a value are told apart by nothing, and may come to be there twice.
const email = fc.record({ value: text, TYPE: kind, primary: fc.boolean(), display: fc.option(text) }, { requiredKeys: ['value'] })
const fullName = fc.record({ givenName: fc.option(text), FamilyName: text }, { requiredKeys: [] })
const employment = fc.record({ department: fc.option(text), manager: fc.record({ value: text, $ref: text }) }, { requiredKeys: [] })
const listOf = (one: fc.Arbitrary<JsonValue>) => fc.oneof(one, fc.array(one, { maxLength: 3 }))

/** Paths with values that they take, so that most operations succeed. */
const fitting = fc.oneof(
  fc.record({
    path: fc.constantFrom('title', 'TITLE', 'name.givenName', `${enterprise}:department`, 'manager.value'),
    value: fc.option(text),
  }),
  fc.record({ path: fc.constant('name'), value: fullName }),
  fc.record({ path: fc.constantFrom('emails', `${userSchema}:emails`), value: listOf(email) }),
  fc.record({ path: fc.constantFrom('emails[type eq "work"]', 'emails[value pr]', 'emails[not (primary eq true)]'), value: email }),
  fc.record({ path: fc.constantFrom('emails[type eq "work"].value', 'roles[value pr].value'), value: text }),
  fc.record({ path: fc.constantFrom('emails[value eq "b"].type', 'emails[type eq "work"].display'), value: fc.option(text) }),
  fc.record({ path: fc.constant('emails[type eq "home"].primary'), value: fc.boolean() }),
  fc.record({ path: fc.constant('roles'), value: listOf(fc.record({ value: text })) }),
  fc.record({ path: fc.constantFrom(enterprise, enterprise.toUpperCase()), value: fc.option(employment) }),
)
const withPath = fc.tuple(fc.constantFrom('add', 'replace'), fitting).map(([op, target]): JsonObject => ({ op, ...target }))
const removal = fitting
  .filter(({ path: removed }) => !removed.endsWith('].value'))
  .map(({ path: removed }): JsonObject => ({ op: 'remove', path: removed }))
const withoutPath = fc.record({
  op: fc.constantFrom('add', 'replace'),
  value: fc.record({ name: fullName, emails: listOf(email), nickName: fc.option(text), [enterprise]: employment }, { requiredKeys: [] }),
})
const fittingOperations = fc.array(fc.oneof(withPath, removal, withoutPath), { minLength: 1, maxLength: 5 })

test('The outcome is in canonical form, says what changed, and leaves what was given as it is', () => {
  let changes = 0
  fc.assert(
    fc.property(fittingOperations, (operations) => {
      const outcome = outcomeOf(operations)
      if (outcome === undefined) return
      changes += outcome.changed.length === 0 ? 0 : 1
      expect(outcome.changed).toEqual(changedPaths(resource, outcome.resource, User))
      expect(outcome.changed.length === 0).toBe(outcome.resource === resource)
      expect(sameJson(canonicalize(outcome.resource, User), outcome.resource), JSON.stringify(outcome.resource)).toBe(true)
    }),
    { numRuns: 3000 },
  )
  expect(changes).toBeGreaterThan(1000)
})

test('A replace that is sent again changes nothing', () => {
  const replacement = fitting
    .filter(({ path: replaced }) => !replaced.includes('['))
    .map((target): JsonObject => ({ op: 'replace', ...target }))
  fc.assert(
    fc.property(replacement, (each) => {
      const once = outcomeOf([each])
      if (once !== undefined) expect(patched(once.resource, [each]).changed).toEqual([])
    }),
    { numRuns: 2000 },
  )
})

function outcomeOf(operations: readonly JsonValue[]): PatchOutcome | undefined {
  try {
    return patched(resource, operations)
  } catch (error) {
    expect(error).toBeInstanceOf(ScimError)
    return undefined
  }
}

function snapshot(object: object): readonly unknown[] {
  return Reflect.ownKeys(object).map((key) => [key, Reflect.getOwnPropertyDescriptor(object, key)?.value])
}

function deepFreeze<T extends JsonValue>(json: T): T {
  if (typeof json === 'object' && json !== null) for (const each of Object.values(json)) deepFreeze(each)
  return Object.freeze(json)
}
