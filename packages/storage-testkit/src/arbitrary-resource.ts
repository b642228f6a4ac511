import type { Comparable, ComparableElement, ComparableValue } from '@rollcall/scim-core/schema'
import type { NewResource } from '@rollcall/scim-core/storage'
import fc from 'fast-check'
import { indexedValues, note, references } from './samples.ts'

/**
 * Text that databases stumble over: wildcards, quotes, escapes, case, code points on either side of the surrogates. From few characters,
 * so that values often share parts. U+0000 and lone surrogates are refused before they reach a storage.
 */
const character = fc.constantFrom(
  ...['a', 'b', 'A', '1', '%', '_', '*', '?', "'", '"', '\\', '/', '[', ']', '{', '$', '.', ':', '-', ' ', '\t', '\n', '\u0001', '\u007F'],
  ...['é', 'e\u0301', 'ß', 'ſ', 'İ', 'ı', '\u200B', '\uD7FF', '\uE000', '\uFFFD', '\uFFFF', '\u{10000}', '\u{1F600}', '\u{10FFFF}'],
)

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom('a', 'b', 'A', '%', '\u{1F600}'), { maxLength: 2 }).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.array(character, { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('', 'true', 'null', '0', '[]', '{"a":1}', 'a'.repeat(40)) },
)

/** Small, so that they meet; exact in binary. */
export const number: fc.Arbitrary<number> = fc.constantFrom(-3, -0.5, 0, 0.25, 1, 2, 10, 1_700_000_000_000)

export const scalar: fc.Arbitrary<ComparableValue> = fc.oneof(text, number, fc.boolean())

/** An attribute of the random resources. Those with an index hold values of one type, as attributes with a schema do. */
export interface RandomAttribute {
  readonly key: string
  readonly subAttribute: string | undefined
  readonly index: string | undefined
  readonly value: fc.Arbitrary<ComparableValue>
}

export const attributes: readonly RandomAttribute[] = [
  { key: 'userName', subAttribute: undefined, index: 'userName', value: text },
  { key: 'rank', subAttribute: undefined, index: 'rank', value: number },
  { key: 'vip', subAttribute: undefined, index: 'vip', value: fc.boolean() },
  { key: 'name', subAttribute: 'familyName', index: 'name.familyName', value: text },
  { key: 'emails', subAttribute: 'value', index: 'emails.value', value: text },
  { key: 'emails', subAttribute: 'type', index: undefined, value: text },
  { key: 'emails', subAttribute: 'primary', index: undefined, value: fc.boolean() },
  { key: 'urn:x:2.0:User:dept', subAttribute: undefined, index: undefined, value: text },
  { key: 'mixed', subAttribute: undefined, index: undefined, value: scalar },
  { key: 'mixed', subAttribute: 'value', index: undefined, value: scalar },
]

/** Attributes that a query may sort by: of one type, simple or complex throughout. An index orders only what has a single value. */
export const sortable: readonly RandomAttribute[] = attributes
  .filter(({ key }) => key !== 'mixed')
  .map((attribute) => (attribute.key === 'emails' ? { ...attribute, index: undefined } : attribute))

const someOf = <Value>(element: fc.Arbitrary<Value>, maxLength = 3) => fc.array(element, { maxLength })
const email = fc.record({ value: text, type: text, primary: fc.boolean() }, { requiredKeys: [] })
const mixed = fc.oneof(scalar, fc.record({ value: scalar, other: scalar }, { requiredKeys: [] }))

const comparable: fc.Arbitrary<Comparable> = fc
  .record(
    {
      userName: text.map((value) => [value]),
      rank: number.map((value) => [value]),
      vip: fc.boolean().map((value) => [value]),
      name: text.map((familyName) => [{ familyName }]),
      emails: someOf(email),
      'urn:x:2.0:User:dept': someOf(text),
      mixed: someOf(mixed),
    },
    { requiredKeys: [] },
  )
  // As in the core: a value without elements, and an element without values, are absent.
  .map((record) => {
    const entries = Object.entries(record).map(
      ([key, elements]) => [key, (elements as readonly ComparableElement[]).filter(isNotEmpty)] as const,
    )
    return Object.fromEntries(entries.filter(([, elements]) => elements.length > 0))
  })

export const ids = ['a', 'b', 'c', 'd', 'e', 'B', '%', '\uFFFD', '\u{10000}', 'g1', 'g2', 'g3'] as const
export const id: fc.Arbitrary<string> = fc.constantFrom(...ids)
export const type: fc.Arbitrary<string> = fc.constantFrom('User', 'Group')

/** A resource of any type, with members that may be none. Unique values are left out, so that it can always be created. */
export const resource: fc.Arbitrary<NewResource> = fc
  .record({
    id,
    type,
    comparable,
    label: fc.option(text, { nil: undefined }),
    members: fc.uniqueArray(id, { maxLength: 4 }),
    created: fc.nat(5),
  })
  .map(({ members, ...rest }) => ({
    ...rest,
    document: JSON.stringify({ schemas: [], ...rest.comparable }),
    indexed: indexedValues(rest.comparable).map((each) => ({ ...each, unique: false })),
    members: references(members),
    note: note('create'),
  }))

/** Resources whose members are all there: a group is created after the others, and its edges afterwards. */
export const population: fc.Arbitrary<readonly NewResource[]> = fc.uniqueArray(resource, {
  maxLength: ids.length,
  selector: (each) => each.id,
})

function isNotEmpty(element: ComparableElement): boolean {
  return typeof element !== 'object' || Object.keys(element).length > 0
}
