import type { MembershipChange, NewResource, ResourceStore, WriteResult } from '@rollcall/scim-core/storage'
import fc from 'fast-check'
import { id, resource, type } from './arbitrary-resource.ts'
import { indexedValues, note, references, stored } from './samples.ts'

/** A write, with versions that are told when it is done: the current one, or one that may be wrong. */
export type RandomWrite =
  | { readonly kind: 'create'; readonly resource: NewResource }
  | {
      readonly kind: 'update'
      readonly content: NewResource | undefined
      readonly members: MembershipChange | undefined
      readonly passwordHash: string | null | undefined
      readonly target: Target
    }
  | { readonly kind: 'delete'; readonly target: Target }

interface Target {
  readonly type: string
  readonly id: string
  readonly ifVersion: readonly number[] | undefined
  readonly basedOn: 'current' | number
}

const target: fc.Arbitrary<Target> = fc.record({
  type,
  id,
  ifVersion: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.array(fc.nat(4), { maxLength: 3 }) }),
  basedOn: fc.oneof({ weight: 5, arbitrary: fc.constant('current' as const) }, { weight: 1, arbitrary: fc.nat(3) }),
})

const reference = fc.record({
  id: fc.oneof({ weight: 10, arbitrary: id }, { weight: 1, arbitrary: fc.constant('nobody') }),
  type: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: type }),
})
const membershipChange: fc.Arbitrary<MembershipChange> = fc.oneof(
  fc.record({ kind: fc.constant('delta' as const), add: fc.array(reference, { maxLength: 3 }), remove: fc.array(id, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('replaceWith' as const), members: fc.array(reference, { maxLength: 3 }) }),
)

/** As `resource`, with values that have to be unique. */
const uniqueResource = resource.map((each) => ({ ...each, indexed: indexedValues(each.comparable) }))

export const randomWrite: fc.Arbitrary<RandomWrite> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('create' as const), resource: fc.oneof(uniqueResource, uniqueResource.map(withoutMembers)) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      content: fc.option(uniqueResource, { nil: undefined }),
      members: fc.option(membershipChange, { nil: undefined }),
      passwordHash: fc.constantFrom(undefined, undefined, null, 'hash'),
      target,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), target }) },
)

/** Does the write; `time` is in its journal entry and, of an update, lastModified. */
export async function apply(store: ResourceStore, write: RandomWrite, time: number): Promise<WriteResult> {
  if (write.kind === 'create') return store.create(write.resource)
  const { type, id, ifVersion, basedOn } = write.target
  if (write.kind === 'delete') return store.delete({ type, id, ifVersion, note: note('delete', { time }) })
  const { content, members, passwordHash } = write
  const read = (await store.get(type, id)) ?? stored(type, id, 1)
  return store.update({
    type,
    id,
    ifVersion,
    content:
      content === undefined
        ? undefined
        : {
            document: content.document,
            comparable: content.comparable,
            indexed: content.indexed,
            label: content.label,
            ...(passwordHash === undefined ? {} : { passwordHash }),
            basedOn: basedOn === 'current' ? read : { ...read, version: basedOn },
          },
    members,
    lastModified: time,
    note: note('modify', { time }),
  })
}

export function withoutMembers(each: NewResource): NewResource {
  return { ...each, members: references([]) }
}
