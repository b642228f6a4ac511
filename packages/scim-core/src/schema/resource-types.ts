import { completeResourceType } from './complete-resource-type.ts'
import type { ResourceType, ResourceTypeDefinition } from './resource-type.ts'
import type { Schema } from './schema.ts'

/** The resource types a service provider offers, found by name or endpoint. */
export interface ResourceTypes {
  readonly all: readonly ResourceType[]
  /** Every schema in use, each once, base schemas before extensions. */
  readonly schemas: readonly Schema[]
  named(name: string): ResourceType | undefined
  /** `/Users` → User. Exact, as HTTP paths are (PROT-3.2-02). */
  at(endpoint: string): ResourceType | undefined
}

/** @throws Error with one sentence when two have one name or endpoint, or a definition contradicts itself. */
export function completeResourceTypes(definitions: readonly ResourceTypeDefinition[]): ResourceTypes {
  const all = definitions.map(completeResourceType)
  const byName = new Map(all.map((each) => [each.name, each]))
  const byEndpoint = new Map(all.map((each) => [each.endpoint, each]))
  const schemas = new Map<string, Schema>()
  for (const { schema } of all) schemas.set(schema.id, schema)
  for (const { extensions } of all) for (const { schema } of extensions) schemas.set(schema.id, schema)
  if (byName.size !== all.length || byEndpoint.size !== all.length) throw new Error('Resource types must differ in name and in endpoint.')
  return {
    all,
    schemas: [...schemas.values()],
    named: (name) => byName.get(name),
    at: (endpoint) => byEndpoint.get(endpoint),
  }
}
