import { expect, expectTypeOf, it } from 'vitest'
import { defineResourceType, defineSchema } from './define.ts'
import type { groupSchema } from './definitions/group.ts'
import type { userResourceType } from './definitions/resource-types.ts'
import type { ResourceOf } from './resource-of.ts'

const meterSchema = defineSchema({
  id: 'urn:example:Meter',
  name: 'Meter',
  description: 'A meter.',
  attributes: [
    { name: 'count', description: '', type: 'integer', required: true },
    { name: 'readings', description: '', type: 'decimal', multiValued: true },
    {
      name: 'place',
      description: '',
      type: 'complex',
      subAttributes: [
        { name: 'room', description: '', required: true },
        { name: 'indoors', description: '', type: 'boolean' },
      ],
    },
  ],
})

const meterResourceType = defineResourceType({
  name: 'Meter',
  endpoint: '/Meters',
  description: 'A meter.',
  schema: meterSchema,
  extensions: [
    { schema: { id: 'urn:example:a', name: 'A', description: '', attributes: [{ name: 'x', description: '' }] }, required: true },
    {
      schema: { id: 'urn:example:b', name: 'B', description: '', attributes: [{ name: 'y', description: '', type: 'dateTime' }] },
      required: false,
    },
  ],
})

it('derives the type of a resource from a schema', () => {
  type Meter = ResourceOf<typeof meterSchema>
  expectTypeOf<Pick<Meter, 'schemas' | 'id' | 'count' | 'readings' | 'place' | 'externalId'>>().toEqualTypeOf<{
    readonly schemas: readonly string[]
    readonly id: string
    readonly count: number
    readonly readings?: readonly number[]
    readonly place?: { readonly room: string; readonly indoors?: boolean }
    readonly externalId?: string
  }>()
  expectTypeOf<NonNullable<Meter['meta']>['created']>().toEqualTypeOf<string | undefined>()
  const meter: Meter = { schemas: ['urn:example:Meter'], id: '1', count: 3, place: { room: 'R1' } }
  expect(meter.place?.room).toBe('R1')
})

it('derives the type of a resource with its extensions from a resource type', () => {
  type Meter = ResourceOf<typeof meterResourceType>
  expectTypeOf<Meter['urn:example:a']>().toEqualTypeOf<{ readonly x?: string }>()
  expectTypeOf<Meter['urn:example:b']>().toEqualTypeOf<{ readonly y?: string } | undefined>()
  expectTypeOf<{ schemas: []; id: ''; count: 1 }>().not.toExtend<Meter>()
})

it('knows User and Group', () => {
  type User = ResourceOf<typeof userResourceType>
  expectTypeOf<User['userName']>().toEqualTypeOf<string>()
  expectTypeOf<User['active']>().toEqualTypeOf<boolean | undefined>()
  expectTypeOf<NonNullable<User['emails']>[number]['primary']>().toEqualTypeOf<boolean | undefined>()
  type Enterprise = NonNullable<User['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']>
  expectTypeOf<NonNullable<Enterprise['manager']>['$ref']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<ResourceOf<typeof groupSchema>['displayName']>().toEqualTypeOf<string>()
  expectTypeOf<User>().not.toHaveProperty('nope')
})

it('checks definitions as they are typed', () => {
  const wrongType = defineSchema({
    id: 'urn:example:x',
    name: 'X',
    description: '',
    // @ts-expect-error: there is no type of that name
    attributes: [{ name: 'a', description: '', type: 'text' }],
  })
  const unstated = defineResourceType({
    name: 'X',
    endpoint: '/X',
    description: '',
    schema: meterSchema,
    // @ts-expect-error: an extension states whether it is required
    extensions: [{ schema: meterSchema }],
  })
  expect([wrongType.name, unstated.name]).toEqual(['X', 'X'])
})
