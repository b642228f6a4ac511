import type { ResourceTypeDefinition } from './resource-type.ts'
import type { SchemaDefinition } from './schema.ts'

/** Checks a schema's data file as it is typed, and keeps its literal types for `ResourceOf`. */
export function defineSchema<const Definition extends SchemaDefinition>(definition: Definition): Definition {
  return definition
}

/** Checks a resource type's data file as it is typed, and keeps its literal types for `ResourceOf`. */
export function defineResourceType<const Definition extends ResourceTypeDefinition>(definition: Definition): Definition {
  return definition
}
