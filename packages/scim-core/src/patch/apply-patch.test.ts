import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../json.ts'
import { enterprise, groupSchema, ownId, patched, resourceTypes, userSchema } from './patch.fixture.ts'

const { Badge, Group } = resourceTypes

const work = { value: 'ada@work.example', type: 'work', primary: true }
const home = { value: 'ada@home.example', type: 'home' }
const office = { type: 'work', locality: 'London', country: 'GB' }
const ada: JsonObject = {
  schemas: [userSchema],
  externalId: 'ext-1',
  userName: 'ada',
  name: { familyName: 'Byron', givenName: 'Ada' },
  title: 'Analyst',
  active: true,
  emails: [work, home],
  addresses: [office, { ...office, locality: 'Ockham' }],
}
const employed: JsonObject = {
  schemas: [userSchema, enterprise],
  userName: 'ada',
  [enterprise]: { department: 'Engines', manager: { value: '1', $ref: '../Users/1' } },
}
const badge: JsonObject = {
  schemas: ['urn:example:schemas:Badge', 'urn:example:schemas:Photo'],
  label: 'A',
  tags: ['a', 'b'],
  serial: '7',
  doors: [{ value: 'front', from: '2026', opened: 3 }, { value: 'back' }],
  'urn:example:schemas:Photo': { uri: 'https://example.com/a.png' },
}

const { serial: _, ...unnumbered } = badge
const issued: JsonObject = { ...badge, 'urn:example:schemas:Issue': { issuer: 'x' } }

/** A resource, operations, and the attributes that are different afterwards; null for those that are gone. */
type Case = readonly [title: string, resource: JsonObject, operations: readonly JsonValue[], differences: JsonObject]
type Refusal = readonly [title: string, resource: JsonObject, operations: readonly JsonValue[], scimType: string]

function becomes(resource: JsonObject, differences: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...resource, ...differences }).filter(([, value]) => value !== null))
}

function typeOf(resource: JsonObject) {
  return resource['label'] === undefined ? resourceTypes.User : Badge
}

function expectCase([, resource, operations, differences]: Case) {
  const outcome = patched(resource, operations, typeOf(resource))
  expect(outcome.resource).toEqual(becomes(resource, differences))
  expect(outcome.membership).toBeUndefined()
  if (Object.keys(differences).length === 0) {
    expect(outcome.changed).toEqual([])
    expect(outcome.resource).toBe(resource)
  } else expect(outcome.changed).not.toEqual([])
}

function expectRefusal([, resource, operations, scimType]: Refusal) {
  expect(() => patched(resource, operations, typeOf(resource))).toThrow(expect.objectContaining({ status: 400, scimType }))
}

describe('add (RFC 7644 §3.5.2.1)', () => {
  test.each<Case>([
    ['sets an attribute that has no value', ada, [{ op: 'add', path: 'nickName', value: 'A' }], { nickName: 'A' }],
    ['replaces the value of a singular attribute', ada, [{ op: 'add', path: 'title', value: 'Countess' }], { title: 'Countess' }],
    ['changes nothing when the value is there', ada, [{ op: 'add', path: 'title', value: 'Analyst' }], {}],
    [
      'creates the complex attribute of a sub-attribute',
      employed,
      [{ op: 'add', path: 'name.givenName', value: 'Ada' }],
      { name: { givenName: 'Ada' } },
    ],
    [
      'keeps the other sub-attributes',
      ada,
      [{ op: 'add', path: 'name', value: { givenName: 'Augusta' } }],
      { name: { familyName: 'Byron', givenName: 'Augusta' } },
    ],
    [
      'takes names in any case, and spells them as the schema',
      ada,
      [{ op: 'add', path: 'NAME', value: { MIDDLENAME: 'King' } }],
      { name: { familyName: 'Byron', givenName: 'Ada', middleName: 'King' } },
    ],
    ['changes nothing by an empty object', ada, [{ op: 'add', path: 'name', value: {} }], {}],
    [
      'appends a list',
      ada,
      [{ op: 'add', path: 'emails', value: [{ value: 'c', type: 'other' }] }],
      { emails: [work, home, { value: 'c', type: 'other' }] },
    ],
    ['appends one element', ada, [{ op: 'add', path: 'emails', value: { value: 'c' } }], { emails: [work, home, { value: 'c' }] }],
    [
      'does not append what is there (PROT-3.5.2.1-08)',
      ada,
      [{ op: 'add', path: 'emails', value: [home, { TYPE: 'work', value: work.value }] }],
      {},
    ],
    [
      'appends an element once',
      ada,
      [{ op: 'add', path: 'emails', value: [{ value: 'c' }, { value: 'c' }] }],
      { emails: [work, home, { value: 'c' }] },
    ],
    [
      'gives an element with the same value and type what it lacks (RFC 7643 §2.4)',
      ada,
      [{ op: 'add', path: 'emails', value: { ...home, display: 'Home' } }],
      { emails: [work, { ...home, display: 'Home' }] },
    ],
    ['appends plain values', badge, [{ op: 'add', path: 'tags', value: ['b', 'c'] }], { tags: ['a', 'b', 'c'] }],
    [
      'adds nothing by an empty list or null',
      ada,
      [
        { op: 'add', path: 'emails', value: [] },
        { op: 'add', path: 'emails', value: null },
      ],
      {},
    ],
    ['of null clears a singular attribute', ada, [{ op: 'add', path: 'title', value: null }], { title: null }],
    [
      'sets a sub-attribute of every selected element',
      ada,
      [{ op: 'add', path: 'addresses[type eq "work"].region', value: 'X' }],
      {
        addresses: [
          { ...office, region: 'X' },
          { ...office, locality: 'Ockham', region: 'X' },
        ],
      },
    ],
    [
      'merges into every selected element',
      ada,
      [{ op: 'add', path: 'emails[type eq "HOME"]', value: { display: 'Home' } }],
      { emails: [work, { ...home, display: 'Home' }] },
    ],
    [
      'of a value without a path adds each attribute',
      ada,
      [{ op: 'add', value: { nickname: 'A', emails: { value: 'c' } } }],
      { nickName: 'A', emails: [work, home, { value: 'c' }] },
    ],
    ['sets an immutable attribute that is empty', unnumbered, [{ op: 'add', path: 'serial', value: '8' }], { serial: '8' }],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    [
      'of an element by a filter that selects none is noTarget (D-12)',
      ada,
      [{ op: 'add', path: 'emails[type eq "other"].value', value: 'c' }],
      'noTarget',
    ],
    ['of a text to a complex attribute is refused', ada, [{ op: 'add', path: 'name', value: 'Ada' }], 'invalidValue'],
    ['of a text to a list of complex values is refused', ada, [{ op: 'add', path: 'emails', value: 'ada@example.com' }], 'invalidValue'],
    ['of a list to a singular attribute is refused', ada, [{ op: 'add', path: 'title', value: ['a'] }], 'invalidValue'],
    ['of a value of another type is refused', ada, [{ op: 'add', path: 'active', value: 'true' }], 'invalidValue'],
    ['of an unknown sub-attribute is refused', ada, [{ op: 'add', path: 'name', value: { nick: 'A' } }], 'invalidSyntax'],
    ['of an unknown attribute without a path is refused', ada, [{ op: 'add', value: { shoeSize: 7 } }], 'invalidSyntax'],
    [
      'of names that differ only in case is refused (CORE-2.1-03)',
      ada,
      [{ op: 'add', value: { title: 'a', Title: 'b' } }],
      'invalidSyntax',
    ],
    [
      'of sub-attributes that differ only in case is refused',
      ada,
      [{ op: 'add', path: 'name', value: { givenName: 'a', GivenName: 'b' } }],
      'invalidSyntax',
    ],
    ['without a path needs an object', ada, [{ op: 'add', value: 'x' }], 'invalidValue'],
    ['does not know dotted names without a path (D-18)', ada, [{ op: 'add', value: { 'name.givenName': 'x' } }], 'invalidSyntax'],
  ])('%s', (...each) => expectRefusal(each))
})

describe('remove (RFC 7644 §3.5.2.2)', () => {
  test.each<Case>([
    ['unassigns an attribute', ada, [{ op: 'remove', path: 'title' }], { title: null }],
    ['unassigns a list', ada, [{ op: 'remove', path: 'emails' }], { emails: null }],
    ['unassigns a sub-attribute', ada, [{ op: 'remove', path: 'name.givenName' }], { name: { familyName: 'Byron' } }],
    [
      'of the last sub-attribute unassigns the complex attribute',
      ada,
      [
        { op: 'remove', path: 'name.givenName' },
        { op: 'remove', path: 'name.familyName' },
      ],
      { name: null },
    ],
    [
      'of what has no value changes nothing (PROT-3.5.2.2-08)',
      ada,
      [
        { op: 'remove', path: 'nickName' },
        { op: 'remove', path: 'photos.value' },
        { op: 'remove', path: `${enterprise}:manager.value` },
      ],
      {},
    ],
    [
      'of a value takes the $ref that would bring it back',
      employed,
      [{ op: 'remove', path: `${enterprise}:manager.value` }],
      { [enterprise]: { department: 'Engines' } },
    ],
    [
      'by an empty value of replace takes the $ref too',
      employed,
      [{ op: 'replace', path: 'manager.value', value: null }],
      { [enterprise]: { department: 'Engines' } },
    ],
    ['takes every selected element', ada, [{ op: 'remove', path: 'emails[type eq "work" or value ew "HOME.example"]' }], { emails: null }],
    ['takes plain values by the name value (erratum 7122)', badge, [{ op: 'remove', path: 'tags[value eq "A"]' }], { tags: ['b'] }],
    [
      'by a filter that selects nothing changes nothing (D-13)',
      ada,
      [
        { op: 'remove', path: 'emails[type eq "other"]' },
        { op: 'remove', path: 'emails[type eq "other"].value' },
      ],
      {},
    ],
    [
      'takes a sub-attribute of the selected elements',
      ada,
      [{ op: 'remove', path: 'emails[primary eq true].primary' }],
      { emails: [{ value: work.value, type: 'work' }, home] },
    ],
    [
      'takes a sub-attribute of all elements (D-55)',
      ada,
      [{ op: 'remove', path: 'emails.type' }],
      { emails: [{ value: work.value, primary: true }, { value: home.value }] },
    ],
    [
      'drops an element that is left empty',
      ada,
      [
        { op: 'remove', path: 'emails[type eq "home"].type' },
        { op: 'remove', path: 'emails[value ew "home.example"].value' },
      ],
      { emails: [work] },
    ],
    ['takes null for no value', ada, [{ op: 'remove', path: 'title', value: null }], { title: null }],
    [
      'has no use for a value where it selects already',
      ada,
      [
        { op: 'remove', path: 'emails[type eq "home"]', value: 'x' },
        { op: 'remove', path: 'title', value: 'x' },
      ],
      { emails: [work], title: null },
    ],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    ['without a path is noTarget', ada, [{ op: 'remove' }], 'noTarget'],
    ['without a path is noTarget whatever the value', ada, [{ op: 'remove', value: { title: 'Analyst' } }], 'noTarget'],
    [
      'of a list with a value is refused, and never takes all (D-11)',
      ada,
      [{ op: 'remove', path: 'emails', value: [home] }],
      'invalidValue',
    ],
    ['of a required attribute is refused', ada, [{ op: 'remove', path: 'userName' }], 'mutability'],
    ['of the last element of a required list is refused', badge, [{ op: 'remove', path: 'doors[value pr]' }], 'mutability'],
    ['of a required sub-attribute is refused', badge, [{ op: 'remove', path: 'doors[value eq "front"].value' }], 'mutability'],
    ['of a set immutable attribute is refused', badge, [{ op: 'remove', path: 'serial' }], 'mutability'],
    ['of a readOnly attribute is refused', badge, [{ op: 'remove', path: 'printed' }], 'mutability'],
    ['of a readOnly sub-attribute is refused', ada, [{ op: 'remove', path: `${enterprise}:manager.displayName` }], 'mutability'],
    ['of id is refused', ada, [{ op: 'remove', path: 'id' }], 'mutability'],
    ['of meta is refused', ada, [{ op: 'remove', path: 'meta.created' }], 'mutability'],
    ['of groups is refused', ada, [{ op: 'remove', path: 'groups[value eq "1"]' }], 'mutability'],
    ['of id is refused whatever the value', ada, [{ op: 'remove', path: 'id', value: ownId }], 'mutability'],
    [
      'of an extension with a set immutable attribute is refused',
      issued,
      [{ op: 'remove', path: 'urn:example:schemas:Issue' }],
      'mutability',
    ],
    ['of a required extension is refused', badge, [{ op: 'remove', path: 'urn:example:schemas:Photo' }], 'mutability'],
  ])('%s', (...each) => expectRefusal(each))
})

describe('replace (RFC 7644 §3.5.2.3)', () => {
  test.each<Case>([
    ['exchanges a value', ada, [{ op: 'replace', path: 'title', value: 'Countess' }], { title: 'Countess' }],
    ['adds what is not there', ada, [{ op: 'replace', path: 'nickName', value: 'A' }], { nickName: 'A' }],
    ['exchanges a list', ada, [{ op: 'replace', path: 'emails', value: [{ value: 'c' }] }], { emails: [{ value: 'c' }] }],
    ['exchanges a list by one element', ada, [{ op: 'replace', path: 'emails', value: { value: 'c' } }], { emails: [{ value: 'c' }] }],
    [
      'leaves the other sub-attributes',
      ada,
      [{ op: 'replace', path: 'name', value: { givenName: 'Augusta' } }],
      { name: { familyName: 'Byron', givenName: 'Augusta' } },
    ],
    [
      'clears a sub-attribute by null',
      ada,
      [{ op: 'replace', path: 'name', value: { givenName: null } }],
      { name: { familyName: 'Byron' } },
    ],
    [
      'merges into the selected elements (D-14)',
      ada,
      [{ op: 'replace', path: 'emails[type eq "home"]', value: { type: 'other' } }],
      { emails: [work, { ...home, type: 'other' }] },
    ],
    [
      'exchanges a sub-attribute of every selected element',
      ada,
      [{ op: 'replace', path: 'addresses[type eq "work"].country', value: 'FR' }],
      {
        addresses: [
          { ...office, country: 'FR' },
          { ...office, locality: 'Ockham', country: 'FR' },
        ],
      },
    ],
    [
      'of plain values exchanges the selected ones',
      badge,
      [{ op: 'replace', path: 'tags[value eq "a"]', value: 'c' }],
      { tags: ['c', 'b'] },
    ],
    [
      'by null or [] removes',
      ada,
      [
        { op: 'replace', path: 'title', value: null },
        { op: 'replace', path: 'emails', value: [] },
        { op: 'replace', path: 'addresses[locality eq "London"]', value: [] },
      ],
      { title: null, emails: null, addresses: [{ ...office, locality: 'Ockham' }] },
    ],
    ['by null where nothing is selected changes nothing', ada, [{ op: 'replace', path: 'emails[type eq "other"].value', value: null }], {}],
    [
      'without a path exchanges each attribute',
      ada,
      [{ op: 'replace', value: { title: null, emails: [home], name: { givenName: 'A' } } }],
      { title: null, emails: [home], name: { familyName: 'Byron', givenName: 'A' } },
    ],
    [
      'by the value that is there changes nothing',
      ada,
      [
        { op: 'replace', path: 'emails', value: [work, home] },
        { op: 'replace', path: 'name', value: { givenName: 'Ada' } },
      ],
      {},
    ],
    [
      'leaves one of two elements that come to have one value and type',
      ada,
      [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: work.value, type: 'work', display: 'x' } }],
      { emails: [{ ...work, display: 'x' }] },
    ],
    [
      'of a value drops the $ref that named the old one',
      employed,
      [{ op: 'replace', path: `${enterprise}:manager`, value: { value: '2' } }],
      { [enterprise]: { department: 'Engines', manager: { value: '2' } } },
    ],
    [
      'of a value by its path drops the $ref too',
      employed,
      [{ op: 'replace', path: 'manager.value', value: '2' }],
      { [enterprise]: { department: 'Engines', manager: { value: '2' } } },
    ],
    [
      'of a $ref drops the value that was the id of the old one',
      employed,
      [{ op: 'replace', path: 'manager.$ref', value: '../Users/2' }],
      { [enterprise]: { department: 'Engines', manager: { $ref: '../Users/2' } } },
    ],
    [
      'of a $ref in an object drops the value too, unless it names the same',
      employed,
      [
        { op: 'replace', path: 'manager', value: { $ref: 'https://scim.example/v2/Users/1' } },
        { op: 'replace', path: 'title', value: 'x' },
      ],
      { title: 'x', [enterprise]: { department: 'Engines', manager: { value: '1', $ref: 'https://scim.example/v2/Users/1' } } },
    ],
    [
      'leaves two elements without a value that come to be the same: nothing tells them apart',
      ada,
      [{ op: 'replace', path: 'addresses[locality eq "Ockham"].locality', value: 'London' }],
      { addresses: [office, office] },
    ],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    [
      'by a filter that selects nothing is noTarget',
      ada,
      [{ op: 'replace', path: 'emails[type eq "other"].value', value: 'c' }],
      'noTarget',
    ],
    ['of a required attribute by null is refused', ada, [{ op: 'replace', path: 'userName', value: null }], 'mutability'],
    [
      'of a sub-attribute of a list without a filter is refused (D-55)',
      ada,
      [{ op: 'replace', path: 'emails.value', value: 'c' }],
      'invalidPath',
    ],
    ['of an element by something else is refused', ada, [{ op: 'replace', path: 'emails[type eq "home"]', value: 'c' }], 'invalidValue'],
  ])('%s', (...each) => expectRefusal(each))

  test('of the interoperability profile exchanges a complex value whole, but for what the client cannot set', () => {
    const whole = { replaceComplex: 'whole' } as const
    expect(patched(ada, [{ op: 'replace', path: 'name', value: { givenName: 'A' } }], resourceTypes.User, whole).resource['name']).toEqual({
      givenName: 'A',
    })
    expect(patched(ada, [{ op: 'add', path: 'name', value: { givenName: 'A' } }], resourceTypes.User, whole).resource['name']).toEqual({
      familyName: 'Byron',
      givenName: 'A',
    })
    const { resource } = patched(badge, [{ op: 'replace', path: 'doors[value eq "front"]', value: { value: 'gate' } }], Badge, whole)
    expect(resource['doors']).toEqual([{ value: 'gate', from: '2026', opened: 3 }, { value: 'back' }])
  })
})

describe('What a path names (RFC 7644 §3.5.2, §3.10)', () => {
  test.each<Case>([
    [
      'may be qualified by the URN of the base schema, in any case',
      ada,
      [{ op: 'replace', path: 'URN:IETF:PARAMS:SCIM:SCHEMAS:CORE:2.0:USER:emails[TYPE EQ "home"].DISPLAY', value: 'H' }],
      { emails: [work, { ...home, display: 'H' }] },
    ],
    [
      'may be an attribute of an extension without its URN (PROT-3.4.2.2-21)',
      ada,
      [{ op: 'add', path: 'department', value: 'E' }],
      { schemas: [userSchema, enterprise], [enterprise]: { department: 'E' } },
    ],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    ['has to exist (D-56)', ada, [{ op: 'replace', path: 'shoeSize', value: 7 }], 'invalidPath'],
    ['has to exist also for remove', ada, [{ op: 'remove', path: 'shoeSize' }], 'invalidPath'],
    ['has to have the sub-attribute', ada, [{ op: 'add', path: 'userName.first', value: 'x' }], 'invalidPath'],
    [
      'has to have the sub-attribute behind the filter',
      ada,
      [{ op: 'add', path: 'emails[type eq "work"].first', value: 'x' }],
      'invalidPath',
    ],
    ['has to be of this resource type', ada, [{ op: 'add', path: `${groupSchema}:displayName`, value: 'x' }], 'invalidPath'],
    [
      'takes no filter where there is one value',
      ada,
      [{ op: 'replace', path: 'name[givenName eq "Ada"].givenName', value: 'x' }],
      'invalidFilter',
    ],
    ['takes no filter on a plain value', ada, [{ op: 'replace', path: 'userName[value eq "ada"]', value: 'x' }], 'invalidFilter'],
    ['takes no filter behind a sub-attribute', ada, [{ op: 'remove', path: 'emails.value[type eq "work"]' }], 'invalidFilter'],
    ['takes no filter with unknown names', ada, [{ op: 'remove', path: 'emails[size eq 7]' }], 'invalidFilter'],
    ['takes no filter with a literal of another type (D-06)', ada, [{ op: 'remove', path: 'emails[primary eq "true"]' }], 'invalidFilter'],
    ['is no member of every object', ada, [{ op: 'add', path: 'constructor', value: 'x' }], 'invalidPath'],
  ])('%s', (...each) => expectRefusal(each))
})

describe('Extensions and schemas (RFC 7644 §3.5.2)', () => {
  test.each<Case>([
    [
      'an attribute of an extension brings its URN',
      ada,
      [{ op: 'add', path: `${enterprise}:employeeNumber`, value: '1815' }],
      { schemas: [userSchema, enterprise], [enterprise]: { employeeNumber: '1815' } },
    ],
    [
      'an object under the URN is merged',
      employed,
      [{ op: 'replace', value: { [enterprise.toUpperCase()]: { DIVISION: 'A', manager: null } } }],
      { [enterprise]: { department: 'Engines', division: 'A' } },
    ],
    [
      'so is one at a path that is the URN',
      employed,
      [{ op: 'add', path: enterprise, value: { division: 'A' } }],
      { [enterprise]: { department: 'Engines', division: 'A', manager: { value: '1', $ref: '../Users/1' } } },
    ],
    [
      'the last attribute takes the URN along',
      employed,
      [
        { op: 'remove', path: `${enterprise}:manager` },
        { op: 'remove', path: `${enterprise}:department` },
      ],
      { schemas: [userSchema], [enterprise]: null },
    ],
    [
      'the URN as a path removes all of it (PROT-3.5.2.2-10)',
      employed,
      [{ op: 'remove', path: enterprise }],
      { schemas: [userSchema], [enterprise]: null },
    ],
    [
      'so does replacing it by null',
      employed,
      [{ op: 'replace', value: { [enterprise]: null } }],
      { schemas: [userSchema], [enterprise]: null },
    ],
    [
      'removing the URN from schemas drops the data (PROT-3.5.2-14)',
      employed,
      [{ op: 'remove', path: `schemas[value eq "${enterprise.toUpperCase()}"]` }],
      { schemas: [userSchema], [enterprise]: null },
    ],
    [
      'replacing schemas without the URN drops it too',
      employed,
      [{ op: 'replace', path: 'schemas', value: [userSchema] }],
      { schemas: [userSchema], [enterprise]: null },
    ],
    ['naming a URN brings no data and changes nothing (D-44)', ada, [{ op: 'add', path: 'schemas', value: [enterprise] }], {}],
    ['schemas echoed in a value without a path change nothing (D-17)', employed, [{ op: 'replace', value: { schemas: [userSchema] } }], {}],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    ['the base schema cannot be removed', ada, [{ op: 'remove', path: `schemas[value eq "${userSchema}"]` }], 'mutability'],
    ['schemas cannot be removed', employed, [{ op: 'remove', path: 'schemas' }], 'mutability'],
    ['schemas cannot be replaced by none of the base', employed, [{ op: 'replace', path: 'schemas', value: [enterprise] }], 'mutability'],
    [
      'a required extension cannot be dropped',
      badge,
      [{ op: 'replace', path: 'schemas', value: ['urn:example:schemas:Badge'] }],
      'mutability',
    ],
    [
      'a required attribute of an extension cannot be cleared',
      badge,
      [{ op: 'replace', path: 'urn:example:schemas:Photo', value: { uri: null } }],
      'mutability',
    ],
    ['an unknown URN is refused', ada, [{ op: 'add', value: { schemas: ['urn:example:unknown'] } }], 'invalidValue'],
    ['an extension takes an object', ada, [{ op: 'replace', path: enterprise, value: '' }], 'invalidValue'],
    ['and no list', ada, [{ op: 'add', value: { [enterprise]: [{ division: 'A' }] } }], 'invalidValue'],
    ['and only attributes it has', ada, [{ op: 'add', path: enterprise, value: { floor: 3 } }], 'invalidSyntax'],
  ])('%s', (...each) => expectRefusal(each))
})

describe('Mutability (RFC 7643 §7, D-16, D-17)', () => {
  test.each<Case>([
    ['an equal value of an immutable attribute is no change', badge, [{ op: 'replace', path: 'serial', value: '7' }], {}],
    [
      'an immutable sub-attribute is set once',
      badge,
      [{ op: 'add', path: 'doors[value eq "back"].from', value: '2027' }],
      {
        doors: [
          { value: 'front', from: '2026', opened: 3 },
          { value: 'back', from: '2027' },
        ],
      },
    ],
    [
      'readOnly sub-attributes in a value are passed over',
      badge,
      [{ op: 'replace', path: 'doors[value eq "front"]', value: { opened: 9 } }],
      {},
    ],
    [
      'an equal value of a readOnly sub-attribute is no change',
      badge,
      [{ op: 'replace', path: 'doors[value eq "front"].opened', value: 3 }],
      {},
    ],
    [
      'id and meta are echoed without effect',
      ada,
      [{ op: 'replace', value: { id: ownId, meta: { resourceType: 'User', version: 'x' }, title: 'T' } }],
      { title: 'T' },
    ],
    ['the own id is no change', ada, [{ op: 'replace', path: 'id', value: ownId }], {}],
    ['a password can be set; it is taken out later', ada, [{ op: 'replace', path: 'password', value: 'secret' }], { password: 'secret' }],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    ['another id is refused', ada, [{ op: 'add', value: { id: 'other' } }], 'mutability'],
    ['meta is refused by path', ada, [{ op: 'replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' }], 'mutability'],
    ['groups are refused', ada, [{ op: 'replace', path: 'groups', value: [{ value: 'g' }] }], 'mutability'],
    ['groups are refused without a path', ada, [{ op: 'add', value: { groups: [{ value: 'g' }] } }], 'mutability'],
    ['another value of an immutable attribute is refused', badge, [{ op: 'add', path: 'serial', value: '8' }], 'mutability'],
    [
      'an immutable sub-attribute does not change',
      badge,
      [{ op: 'replace', path: 'doors[value eq "front"].from', value: '2027' }],
      'mutability',
    ],
    ['nor by adding the element again', badge, [{ op: 'add', path: 'doors', value: { value: 'front', from: '2027' } }], 'mutability'],
  ])('%s', (...each) => expectRefusal(each))
})

describe('primary (RFC 7644 §3.5.2)', () => {
  const moved = {
    emails: [
      { ...work, primary: false },
      { ...home, primary: true },
    ],
  }
  test.each<Case>([
    ['is taken from the element that had it', ada, [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }], moved],
    ['also by a whole element', ada, [{ op: 'add', path: 'emails', value: { ...home, primary: true } }], moved],
    [
      'also without a path',
      ada,
      [{ op: 'add', value: { emails: [{ value: 'c', primary: true }] } }],
      { emails: [{ ...work, primary: false }, home, { value: 'c', primary: true }] },
    ],
    [
      'stays where another sub-attribute changes',
      ada,
      [{ op: 'replace', path: 'emails[type eq "work"].display', value: 'W' }],
      { emails: [{ ...work, display: 'W' }, home] },
    ],
    [
      'is of one attribute alone',
      ada,
      [{ op: 'add', path: 'phoneNumbers', value: { value: '1', primary: true } }],
      { phoneNumbers: [{ value: '1', primary: true }] },
    ],
  ])('%s', (...each) => expectCase(each))

  test.each<Refusal>([
    [
      'cannot go to two elements at once',
      ada,
      [
        {
          op: 'add',
          path: 'emails',
          value: [
            { value: 'c', primary: true },
            { value: 'd', primary: true },
          ],
        },
      ],
      'invalidValue',
    ],
    [
      'cannot go to all selected elements',
      ada,
      [{ op: 'replace', path: 'addresses[type eq "work"].primary', value: true }],
      'invalidValue',
    ],
  ])('%s', (...each) => expectRefusal(each))
})

describe('Several operations (RFC 7644 §3.5.2)', () => {
  test('run in order, each on what the one before left', () => {
    const operations = [
      { op: 'add', path: 'emails', value: { value: 'c', type: 'other' } },
      { op: 'replace', path: 'emails[type eq "other"].value', value: 'd' },
      { op: 'remove', path: 'emails[value eq "d"].type' },
    ]
    expect(patched(ada, operations).resource['emails']).toEqual([work, home, { value: 'd' }])
  })

  test('are all undone when one fails, and the error names it', () => {
    const before = structuredClone(ada)
    const operations = [
      { op: 'remove', path: 'title' },
      { op: 'replace', path: 'nope', value: 'x' },
    ]
    expect(() => patched(ada, operations)).toThrow(/^Operations\[1\]: The path "nope" names no attribute of User\.$/)
    expect(ada).toEqual(before)
  })

  test('that undo each other are no change (D-57)', () => {
    const outcome = patched(ada, [
      { op: 'replace', path: 'title', value: 'Countess' },
      { op: 'replace', path: 'title', value: 'Analyst' },
    ])
    expect(outcome).toMatchObject({ resource: ada, changed: [], membership: undefined, needsMembers: false })
    expect(outcome.targets.map(({ path }) => path)).toEqual(['title', 'title'])
  })

  test('tell the attributes that changed', () => {
    const { changed } = patched(ada, [
      { op: 'replace', path: 'name', value: { givenName: 'A', familyName: 'Byron' } },
      { op: 'remove', path: 'title' },
      { op: 'remove', path: 'emails[type eq "home"]' },
      { op: 'add', path: enterprise, value: { division: 'A', manager: { value: '1' } } },
      { op: 'add', path: 'password', value: 'secret' },
    ])
    expect(changed.toSorted()).toEqual([
      'emails',
      'name.givenName',
      'password',
      'title',
      `${enterprise}:division`,
      `${enterprise}:manager.value`,
    ])
  })

  test('are rewritten with the resource as it stands, and once more where one becomes several', () => {
    const seen: JsonValue[] = []
    const outcome = patched(
      ada,
      [
        { op: 'add', value: { title: 'a', nickName: 'b' } },
        { op: 'remove', path: 'locale' },
      ],
      resourceTypes.User,
      {
        rewrite: (operation, resource) => {
          seen.push([operation.path?.text ?? null, resource['title'] ?? null])
          const { path, value } = operation
          if (path !== undefined || typeof value !== 'object' || value === null || Object.keys(value).length < 2) return [operation]
          return Object.entries(value).map(([name, each]) => ({ op: 'add', path: undefined, value: { [name]: each } }))
        },
      },
    )
    expect(outcome.resource).toMatchObject({ title: 'a', nickName: 'b' })
    expect(seen).toEqual([
      [null, 'Analyst'],
      [null, 'Analyst'],
      [null, 'a'],
      ['locale', 'a'],
    ])
  })

  test('may be rewritten to none', () => {
    expect(patched(ada, [{ op: 'remove', path: 'title' }], resourceTypes.User, { rewrite: () => [] }).changed).toEqual([])
  })
})

describe('The values of one attribute', () => {
  const emails = (count: number) => Array.from({ length: count }, (_, index) => ({ value: `e${index}` }))
  const options = { limits: { multiValues: 3 } }

  test('may be as many as the limit says, and no more, after any operation', () => {
    expect(patched(ada, [{ op: 'replace', path: 'emails', value: emails(3) }], resourceTypes.User, options).changed).toEqual(['emails'])
    for (const operation of [
      { op: 'replace', path: 'emails', value: emails(4) },
      { op: 'add', value: { emails: emails(2) } },
    ]) {
      const operations = [operation, { op: 'remove', path: 'emails' }]
      expect(() => patched(ada, operations, resourceTypes.User, options)).toThrow(
        expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
      )
    }
  })
})

test('A resource without members takes operations on other attributes while the membership is folded beside it', () => {
  const group = { schemas: [groupSchema], displayName: 'Engines' }
  const outcome = patched(group, [{ op: 'replace', value: { displayName: 'Engines 2', members: [{ value: '1' }], id: ownId } }], Group)
  expect(outcome).toMatchObject({
    resource: { ...group, displayName: 'Engines 2' },
    changed: ['displayName', 'members'],
    membership: { kind: 'replaceWith', members: [{ id: '1', type: undefined }] },
    needsMembers: false,
  })
})
