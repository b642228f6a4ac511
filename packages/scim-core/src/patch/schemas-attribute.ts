import { matchesElement } from '../filter/matches.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidPath, invalidValue, mutability } from '../scim-error.ts'
import { elementsAt } from './document.ts'
import type { PatchOperation } from './patch-op.ts'
import { remove } from './remove.ts'
import { sameUrn, type Target } from './target.ts'

/**
 * An operation on `schemas` itself. The list follows the data (D-44): naming an extension adds nothing by itself,
 * leaving one out drops its attributes (PROT-3.5.2-14).
 * @throws ScimError mutability when the base schema or a required extension would go.
 */
export function changeSchemas(document: JsonObject, target: Target, { op, value }: PatchOperation, resourceType: ResourceType): JsonObject {
  if (target.kind !== 'attribute' && target.kind !== 'elements') throw invalidPath('schemas is a list of URNs and has no sub-attributes.')
  const listed = elementsAt(document, target.place)
  // RFC 7644 §3.10: URNs compare in any case; the filter's are in lower case already.
  const isMatched = (urn: JsonValue): boolean =>
    target.kind === 'attribute' || (typeof urn === 'string' && matchesElement(target.filter, urn.toLowerCase()))
  if (op === 'remove') return without(document, listed.filter(isMatched), resourceType)
  if (target.kind === 'elements') throw invalidPath(`schemas takes whole URNs; use path "schemas" to ${op} them.`)
  const urns = knownUrns(value, resourceType)
  if (op === 'add') return document
  return without(
    document,
    listed.filter((urn) => !urns.includes(urn)),
    resourceType,
  )
}

/** The URNs of a `schemas` value as the schemas spell them. @throws ScimError invalidValue when one is not of this resource type. */
export function knownUrns(value: JsonValue | undefined, resourceType: ResourceType): readonly JsonValue[] {
  const urns = Array.isArray(value) ? value : [value ?? '']
  return urns.map((urn) => {
    const schema = typeof urn === 'string' ? resourceType.schemaById(urn) : undefined
    if (schema === undefined) throw invalidValue(`schemas may only hold the URNs of ${resourceType.name} and its extensions.`)
    return schema.id
  })
}

function without(document: JsonObject, urns: readonly JsonValue[], resourceType: ResourceType): JsonObject {
  return urns.reduce<JsonObject>((state, urn) => {
    const extension = resourceType.extensions.find(({ schema }) => typeof urn === 'string' && sameUrn(schema.id, urn))
    if (extension === undefined) throw mutability(`schemas has to keep ${resourceType.schema.id}, the base schema of ${resourceType.name}.`)
    return remove(state, { kind: 'extension', extension, path: extension.schema.id }, resourceType)
  }, document)
}
