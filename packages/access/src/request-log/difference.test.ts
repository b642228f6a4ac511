import { completeResourceType, completeResourceTypes, groupResourceType, userResourceType, type WrittenChange } from '@rollcall/scim-core'
import { describe, expect, it } from 'vitest'
import { differenceOf } from './difference.ts'
import { createRedaction } from './redact.ts'

const secretive = {
  ...userResourceType,
  schema: {
    ...userResourceType.schema,
    attributes: [
      ...userResourceType.schema.attributes,
      {
        name: 'vault',
        type: 'complex' as const,
        description: '',
        returned: 'never' as const,
        subAttributes: [{ name: 'pin', type: 'string' as const, description: '' }],
      },
    ],
  },
}
const user = completeResourceType(secretive)
const redact = createRedaction(completeResourceTypes([secretive, groupResourceType]))
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const id = '0192f0c1-2d3e-7000-8000-000000000001'
const change = (before: object | undefined, after: object | undefined, more: Partial<WrittenChange> = {}): WrittenChange => ({
  resourceType: user,
  id,
  before: before === undefined ? undefined : JSON.stringify(before),
  after: after === undefined ? undefined : JSON.stringify(after),
  members: undefined,
  ...more,
})

describe('the difference', () => {
  const before = {
    userName: 'ada',
    title: 'Miss',
    name: { familyName: 'Byron', givenName: 'Ada' },
    active: true,
    emails: [{ value: 'a@b' }],
  }
  const after = {
    userName: 'ada',
    title: 'Countess',
    name: { familyName: 'King', givenName: 'Ada' },
    active: false,
    [enterprise]: { department: 'Engines' },
  }

  it('tells attribute by attribute what was and what is, where the tenant wants values kept', () => {
    expect(differenceOf(change(before, after), redact, true)).toEqual({
      type: 'User',
      id,
      operation: 'update',
      attributes: [
        { path: 'title', from: 'Miss', to: 'Countess' },
        { path: 'name.familyName', from: 'Byron', to: 'King' },
        { path: 'active', from: true, to: false },
        { path: 'emails', from: [{ value: 'a@b' }] },
        { path: `${enterprise}:department`, to: 'Engines' },
      ],
    })
  })

  it('shows no person where it does not, yet still that something changed between texts of one length', () => {
    const { attributes } = differenceOf(change({ title: 'aaaa' }, { title: 'bbbb', name: { familyName: 'King' } }), redact, false)
    expect(attributes).toEqual([
      { path: 'title', from: '(4 characters)', to: '(4 characters)' },
      { path: 'name.familyName', to: '(4 characters)' },
    ])
  })

  it('never shows what is never returned, nor what is within it', () => {
    const told = differenceOf(change({ vault: { pin: 'canary-1' } }, { vault: { pin: 'canary-2' }, password: 'canary-3' }), redact, true)
    expect(told.attributes.map(({ path }) => path)).toEqual(['vault.pin', 'password'])
    expect(JSON.stringify(told)).not.toContain('canary')
  })

  it('of a creation is all there is, of a deletion all there was', () => {
    expect(differenceOf(change(undefined, { title: 'x' }), redact, true)).toMatchObject({
      operation: 'create',
      attributes: [{ path: 'title', to: 'x' }],
    })
    expect(differenceOf(change({ title: 'x' }, undefined), redact, true)).toMatchObject({
      operation: 'delete',
      attributes: [{ path: 'title', from: 'x' }],
    })
  })

  it('names the members that were added, removed, or put in the place of all', () => {
    const resourceType = completeResourceType(groupResourceType)
    const members = { kind: 'delta', add: [{ id, type: undefined }], remove: ['ada@example.com'] } as const
    expect(differenceOf(change({}, {}, { resourceType, members }), redact, false).attributes).toEqual([
      { path: 'members', added: [id], removed: ['(15 characters)'] },
    ])
    const all = { kind: 'replaceWith', members: [{ id, type: 'User' }] } as const
    expect(differenceOf(change({}, {}, { resourceType, members: all }), redact, false).attributes).toEqual([{ path: 'members', to: [id] }])
  })
})
