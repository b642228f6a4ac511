import { type Attribute, attributesByName, byNameInAnyCase } from './attribute.ts'
import { parseAttributePath, pathText, resolveAttributePath } from './attribute-path.ts'
import { commonAttributes } from './definitions/common.ts'
import { completeIndexes } from './indexes.ts'
import type { ResourceType, ResourceTypeDefinition } from './resource-type.ts'
import { completeExtension, completeSchema } from './schema.ts'

/** @throws Error when the definition contradicts itself: a programming mistake, found at start. */
export function completeResourceType(definition: ResourceTypeDefinition): ResourceType {
  const schema = completeSchema(definition.schema)
  const extensions = (definition.extensions ?? []).map(({ schema, required }) => ({
    schema: completeExtension(schema),
    required,
  }))
  const named = (name: string | undefined): Attribute | undefined => {
    if (name === undefined) return undefined
    const attribute = schema.attribute(name)
    if (attribute === undefined) throw new Error(`Resource type ${definition.name}: ${schema.id} has no attribute ${name}.`)
    return attribute
  }
  // RFC 7643 §3.1: the common definitions win over a schema that lists id, externalId or meta itself.
  const own = schema.attributes.filter(({ name }) => commonAttributes.attribute(name) === undefined)
  const attributes = [...commonAttributes.attributes, ...own]
  const withoutPaths: ResourceType = {
    name: definition.name,
    endpoint: definition.endpoint,
    description: definition.description,
    schema,
    extensions,
    indexes: [],
    membership: named(definition.membership),
    memberOf: named(definition.memberOf),
    guarded: [],
    label: (definition.label ?? []).map((name) => named(name)?.name ?? name),
    attributes,
    returnsWholeDocument: [
      ...attributes.filter(({ mutability }) => mutability !== 'writeOnly'),
      ...extensions.flatMap((extension) => extension.schema.attributes),
    ].every(isReturnedByDefault),
    hasSecretParts: [
      ...attributes.flatMap(({ subAttributes }) => subAttributes),
      ...extensions.flatMap((extension) => extension.schema.attributes.flatMap((each) => [each, ...each.subAttributes])),
    ].some(({ mutability }) => mutability === 'writeOnly'),
    attribute: attributesByName(attributes),
    schemaById: byNameInAnyCase([schema, ...extensions.map((extension) => extension.schema)], (each) => each.id),
  }
  return Object.freeze({
    ...withoutPaths,
    indexes: completeIndexes(definition.indexed ?? [], withoutPaths),
    guarded: (definition.guarded ?? []).map((path) => guardedPath(path, withoutPaths)),
  })
}

/** In the schema's spelling: a name that is written wrong would guard nothing and say nothing. */
function guardedPath(path: string, resourceType: ResourceType): string {
  const extension = resourceType.schemaById(path)
  if (extension !== undefined) return extension.id
  const parsed = parseAttributePath(path)
  const resolved = parsed && resolveAttributePath(parsed, resourceType)
  if (resolved === undefined) throw new Error(`Resource type ${resourceType.name} has no attribute ${path} to guard.`)
  return pathText(resolved)
}

function isReturnedByDefault({ returned, subAttributes }: Attribute): boolean {
  return (returned === 'always' || returned === 'default') && subAttributes.every(isReturnedByDefault)
}
