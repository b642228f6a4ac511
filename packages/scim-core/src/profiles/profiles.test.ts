import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hr } from '../../../../docs/examples/hr-profile.ts'
import { parseFilter } from '../filter/parse.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { applyPatch } from '../patch/apply-patch.ts'
import { enterprise, groupSchema, limits, message, ownId, resourceTypes, userSchema } from '../patch/patch.fixture.ts'
import { parsePatchOp } from '../patch/patch-op.ts'
import { canonicalize } from '../schema/canonicalize.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { validate } from '../schema/validate.ts'
import { ScimError } from '../scim-error.ts'
import { operationRewriter, rewriteFilter, rewriteFilterText, rewritePatch, rewriteResource } from './apply.ts'
import type { Profile } from './profile.ts'
import { compat, interop, profileNamed, profiles, strict } from './profiles.ts'

const { Group, User } = resourceTypes
const valueLimits = { stringLength: 1000, multiValues: 100 }

function modified(profile: Profile, resource: JsonObject, patch: JsonObject, resourceType: ResourceType = User) {
  const tolerated: string[] = []
  const report = (id: string) => tolerated.push(id)
  const operations = parsePatchOp(rewritePatch(profile, patch, resourceType, report), limits)
  const rewrite = operationRewriter(profile, resourceType, report)
  const outcome = applyPatch(resource, operations, resourceType, { id: ownId, limits, replaceComplex: profile.replaceComplex, rewrite })
  if (outcome.resource !== resource) validate(outcome.resource, resourceType, valueLimits)
  return { ...outcome, tolerated }
}

function created(profile: Profile, body: JsonObject, resourceType: ResourceType = User) {
  const tolerated: string[] = []
  const resource = canonicalize(
    rewriteResource(profile, body, resourceType, (id) => tolerated.push(id)),
    resourceType,
  )
  validate(resource, resourceType, valueLimits)
  return { resource, tolerated }
}

const ada: JsonObject = { schemas: [userSchema], userName: 'ada', active: true }
const group: JsonObject = { schemas: [groupSchema], displayName: 'Engines' }

describe('The profiles', () => {
  test('can be made anew from one that is there (docs/guides/extend.md)', () => {
    const upsert = message([{ op: 'upsert', path: 'title', value: 'Analyst' }])
    expect(modified(hr, ada, upsert)).toMatchObject({ resource: { title: 'Analyst' }, tolerated: ['Q-UPSERT'] })
    expect(modified(hr, ada, message([{ op: 'Replace', path: 'title', value: 'Analyst' }])).tolerated).toEqual(['Q-OP-CASE'])
    expect(() => modified(compat, ada, upsert)).toThrow(ScimError)
  })

  test('are found by name', () => {
    const names = ['strict', 'compat', 'interop', 'entra', 'okta', 'onelogin', 'ping', 'jumpcloud', 'sailpoint', 'generic']
    expect(profiles.map(({ name }) => name)).toEqual(names)
    for (const name of names) expect(profileNamed(name)?.name).toBe(name)
    for (const name of ['', 'Strict', 'constructor', '__proto__']) expect(profileNamed(name)).toBeUndefined()
  })

  test('tolerate nothing in strict, and in no profile the same thing twice', () => {
    expect(strict.rewrites).toEqual([])
    for (const { rewrites } of profiles) expect(new Set(rewrites.map(({ id }) => id)).size).toBe(rewrites.length)
  })

  test('use tolerances in one order, and none that compat does not know', () => {
    const order = compat.rewrites.map(({ id }) => id)
    for (const { rewrites } of profiles.filter((each) => each !== interop)) {
      const places = rewrites.map(({ id }) => order.indexOf(id))
      expect(places).not.toContain(-1)
      expect(places).toEqual(places.toSorted((left, right) => left - right))
    }
  })

  test('make names of groups unique where clients expect it (D-37)', () => {
    const unique = profiles.filter((each) => each.unique.length > 0).map(({ name }) => name)
    expect(unique).toEqual(['compat', 'entra'])
  })
})

describe('What clients send is understood in compat, and refused in strict', () => {
  test('Entra creates a user with nulls and attributes in the wrong place', () => {
    const body = {
      schemas: [userSchema, enterprise],
      userName: 'ada',
      active: 'True',
      addresses: null,
      emails: [{ type: 'work', value: 'ada@example.com', primary: 'True' }],
      name: { givenName: 'Ada', formatted: null },
      department: 'Engines',
      manager: null,
      roles: [],
    }
    expect(created(compat, body)).toEqual({
      resource: {
        schemas: [userSchema, enterprise],
        userName: 'ada',
        name: { givenName: 'Ada' },
        active: true,
        emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
        [enterprise]: { department: 'Engines' },
      },
      tolerated: ['Q-BARE-EXT-ATTR', 'Q-STR-BOOL'],
    })
    expect(() => created(strict, body)).toThrow(ScimError)
  })

  test('OneLogin replaces a user by a template with schemas of its own', () => {
    const body = {
      schemas: ['urn:scim:schemas:core:2.0'],
      userName: 'olive',
      emails: { value: 'a', primary: 'true' },
      roles: 'admin',
      shoeSize: 7,
    }
    expect(created(compat, body)).toEqual({
      resource: { schemas: [userSchema], userName: 'olive', emails: [{ value: 'a', primary: true }], roles: [{ value: 'admin' }] },
      tolerated: [
        'Q-OBJECT-FOR-ARRAY',
        'Q-STRING-FOR-COMPLEX',
        'Q-STR-BOOL',
        'Q-UNKNOWN-SCHEMA',
        'Q-SCHEMAS-MISSING-URN',
        'Q-UNKNOWN-ATTR',
      ],
    })
    expect(() => created(strict, body)).toThrow(ScimError)
  })

  test("Microsoft's validator fills an empty user, one element per filter", () => {
    const operations = [
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'ada@example.com' },
      { op: 'Add', path: 'emails[type eq "work"].primary', value: 'True' },
      { op: 'Replace', path: 'roles[primary eq "True"].display', value: 'Auditor' },
      { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'auditor' },
      { op: 'Add', path: `${enterprise}:manager`, value: '2819' },
    ]
    const { resource, tolerated } = modified(compat, ada, message(operations))
    expect(resource).toEqual({
      ...ada,
      schemas: [userSchema, enterprise],
      emails: [{ type: 'work', value: 'ada@example.com', primary: true }],
      roles: [{ primary: true, display: 'Auditor', value: 'auditor' }],
      [enterprise]: { manager: { value: '2819' } },
    })
    expect(tolerated.toSorted()).toEqual(['Q-CREATE-ON-ABSENT', 'Q-MANAGER', 'Q-OP-CASE', 'Q-STR-BOOL', 'Q-STR-BOOL-FILTER'])
    expect(() => modified(strict, ada, message(operations))).toThrow(ScimError)
  })

  test('an empty value clears also where it stands in a list of one or in a wrapping', () => {
    const managed = { ...ada, schemas: [userSchema, enterprise], title: 'Countess', [enterprise]: { manager: { value: '2819' } } }
    const operations = [
      { op: 'Add', path: 'manager', value: [{ value: '' }] },
      { op: 'Replace', path: 'title', value: [''] },
    ]
    expect(modified(compat, managed, message(operations)).resource).toEqual(ada)
    const roles = [{ value: 'auditor', type: [''], display: { value: '' } }]
    expect(created(compat, { ...ada, roles, [enterprise]: { manager: [''] } }).resource).toEqual({ ...ada, roles: [{ value: 'auditor' }] })
  })

  test('Entra folds changes into keys, of which several make one element', () => {
    const value = {
      displayName: 'A. Lovelace',
      'name.givenName': 'Augusta',
      'addresses[type eq "work"].locality': 'London',
      'addresses[type eq "work"].country': 'GB',
      [`${enterprise}:employeeNumber`]: '1815',
      'urn:example:unknown:shoeSize': 7,
    }
    const { resource } = modified(compat, ada, message([{ op: 'replace', value }]))
    expect(resource).toEqual({
      ...ada,
      schemas: [userSchema, enterprise],
      displayName: 'A. Lovelace',
      name: { givenName: 'Augusta' },
      addresses: [{ type: 'work', locality: 'London', country: 'GB' }],
      [enterprise]: { employeeNumber: '1815' },
    })
  })

  test('Entra clears what there is and what there is not', () => {
    const full = created(compat, {
      ...ada,
      title: 'Analyst',
      emails: [{ type: 'work', value: 'a' }],
      [enterprise]: { manager: { value: '1' } },
    }).resource
    const paths = [
      'title',
      'nickName',
      'name.givenName',
      'emails[type eq "work"].value',
      'addresses[type eq "work"].locality',
      `${enterprise}:manager`,
    ]
    for (const empty of ['', null]) {
      const { resource } = modified(compat, full, message(paths.map((path) => ({ op: 'Replace', path, value: empty }))))
      expect(resource).toEqual({ ...ada, emails: [{ type: 'work' }] })
    }
    expect(() => modified(compat, full, message([{ op: 'Replace', path: 'userName', value: '' }]))).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    )
  })

  test('Entra, JumpCloud and authentik remove the members they name, and never all', () => {
    const operation = { op: 'Remove', path: 'members', value: [{ $ref: null, value: '1' }] }
    expect(modified(compat, group, message([operation]), Group).membership).toEqual({ kind: 'delta', add: [], remove: ['1'] })
    for (const value of [[], [{}], {}, '', [{ value: '' }]]) {
      expect(modified(compat, group, message([{ ...operation, value }]), Group).membership).toBeUndefined()
    }
    expect(modified(compat, group, { Operations: [{ op: 'remove', value: { members: ['1'] } }] }, Group)).toMatchObject({
      membership: { kind: 'delta', add: [], remove: ['1'] },
      tolerated: ['Q-NO-PATCH-SCHEMAS', 'Q-REMOVE-NESTED', 'Q-STRING-FOR-COMPLEX', 'Q-REMOVE-VALUE-LIST'],
    })
    expect(() => modified(strict, group, message([{ ...operation, op: 'remove' }]), Group)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    )
  })

  test("authentik sends a whole group back, Microsoft's validator sends nothing", () => {
    const value = { id: ownId, schemas: [groupSchema, 'urn:example:other'], displayName: 'Engines 2', members: [{ value: '1' }] }
    expect(modified(compat, group, { Operations: [{ op: 'replace', path: null, value }] }, Group)).toMatchObject({
      resource: { displayName: 'Engines 2' },
      membership: { kind: 'replaceWith' },
    })
    expect(modified(compat, group, message([]), Group)).toMatchObject({ changed: [], membership: undefined })
  })

  test('authentik looks up users without quotes', () => {
    const used: string[] = []
    const text = rewriteFilterText(compat, 'userName eq ada@example.com', User, (id) => used.push(id))
    expect(text).toBe('userName eq "ada@example.com"')
    const filter = parseFilter('active eq "False"', limits)
    expect(rewriteFilter(compat, filter, User, (id) => used.push(id))).toMatchObject({ value: false })
    expect(used).toEqual(['Q-UNQUOTED', 'Q-STR-BOOL-FILTER'])
    expect(rewriteFilter(strict, filter, User, (id) => used.push(id))).toBe(filter)
  })

  test('a tolerance is reported once, however often it is used', () => {
    const operations = ['title', 'nickName', 'locale'].map((path) => ({ op: 'Add', path, value: '' }))
    expect(modified(compat, ada, message(operations)).tolerated).toEqual(['Q-OP-CASE', 'Q-EMPTY-CLEARS'])
  })
})

test('The interoperability profile wants a path and replaces complex values whole', () => {
  const named = { ...ada, name: { familyName: 'Byron', givenName: 'Ada' } }
  const { resource } = modified(interop, named, message([{ op: 'replace', path: 'name', value: { givenName: 'A' } }]))
  expect(resource['name']).toEqual({ givenName: 'A' })
  expect(() => modified(interop, named, message([{ op: 'replace', value: { title: 'x' } }]))).toThrow(
    expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
  )
})

test('Time to read a filter without quotes grows with its length and no faster', () => {
  const report = () => {}
  for (const unit of ['"\\', '\\"', '" eq ', ' eq  ', 'a eq b ']) {
    const started = performance.now()
    rewriteFilterText(compat, unit.repeat(200_000), User, report)
    expect(performance.now() - started, unit).toBeLessThan(2000)
  }
})

describe('What the RFC allows', () => {
  const text = fc.constantFrom('a', 'b', 'work', 'home')
  const email = fc.record({ value: text, type: text, primary: fc.boolean() }, { requiredKeys: ['value'] })
  const emails = fc.oneof(email, fc.array(email, { maxLength: 3 }))
  const operation: fc.Arbitrary<JsonValue> = fc.oneof(
    fc.record({
      op: fc.constantFrom('add', 'replace'),
      path: fc.constantFrom('title', 'name.givenName', `${enterprise}:department`),
      value: fc.option(text),
    }),
    fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constant('emails'), value: emails }),
    fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constant('emails[type eq "work"].value'), value: text }),
    fc.record({
      op: fc.constant('remove'),
      path: fc.constantFrom('title', 'emails', 'emails[primary eq true]', 'emails[type eq "home"].type', enterprise),
    }),
    fc.record({
      op: fc.constantFrom('add', 'replace'),
      value: fc.record(
        { emails, title: text, active: fc.boolean(), [enterprise]: fc.record({ manager: fc.record({ value: text }) }) },
        { requiredKeys: [] },
      ),
    }),
  )

  test.each(profiles.filter((each) => each !== interop))('means the same in $name as in strict, and nothing is tolerated', (profile) => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 4 }), (operations) => {
        const expected = outcomeOrRefusal(strict, operations)
        if (expected === undefined) return
        expect(outcomeOrRefusal(profile, operations)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  function outcomeOrRefusal(profile: Profile, operations: readonly JsonValue[]) {
    try {
      return modified(profile, ada, message(operations))
    } catch (error) {
      expect(error).toBeInstanceOf(ScimError)
      return undefined
    }
  }
})
