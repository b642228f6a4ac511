import type { AttributeDefinition } from './attribute.ts'
import type { commonAttributeDefinitions } from './definitions/common.ts'
import type { ResourceTypeDefinition } from './resource-type.ts'
import type { SchemaDefinition } from './schema.ts'

/**
 * The TypeScript type of a resource, derived from a definition made by `defineSchema` or `defineResourceType`: the common
 * attributes, those of the schema, and of a resource type also its extensions under their URNs. Required attributes are present,
 * `id` among them; for a body to be sent use `Omit<ResourceOf<…>, 'id'>`.
 */
export type ResourceOf<Definition extends SchemaDefinition | ResourceTypeDefinition> = Definition extends ResourceTypeDefinition
  ? Flat<CommonAttributes & AttributesOf<Definition['schema']['attributes']> & ExtensionsOf<Definition['extensions']>>
  : Definition extends SchemaDefinition
    ? Flat<CommonAttributes & AttributesOf<Definition['attributes']>>
    : never

/** The attributes of a list of definitions, or the sub-attributes of a complex one, as an object type. */
type AttributesOf<Definitions> = Definitions extends readonly AttributeDefinition[]
  ? Flat<
      { readonly [A in Definitions[number] as A extends { required: true } ? A['name'] : never]: ValueOf<A> } & {
        readonly [A in Definitions[number] as A extends { required: true } ? never : A['name']]?: ValueOf<A>
      }
    >
  : never

type CommonAttributes = AttributesOf<typeof commonAttributeDefinitions>

type ValueOf<A extends AttributeDefinition> = A extends { multiValued: true } ? readonly SingleValueOf<A>[] : SingleValueOf<A>

type SingleValueOf<A extends AttributeDefinition> = A extends { type: 'complex' }
  ? AttributesOf<A['subAttributes']>
  : A extends { type: 'boolean' }
    ? boolean
    : A extends { type: 'decimal' | 'integer' }
      ? number
      : string

type Extension = NonNullable<ResourceTypeDefinition['extensions']>[number]

type ExtensionsOf<Extensions> = Extensions extends readonly Extension[]
  ? {
      readonly [E in Extensions[number] as E extends { required: true } ? E['schema']['id'] : never]: AttributesOf<
        E['schema']['attributes']
      >
    } & {
      readonly [E in Extensions[number] as E extends { required: true } ? never : E['schema']['id']]?: AttributesOf<
        E['schema']['attributes']
      >
    }
  : unknown

type Flat<T> = { [K in keyof T]: T[K] }
