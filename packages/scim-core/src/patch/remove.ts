import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidValue, mutability } from '../scim-error.ts'
import { elementsAt, own, valueAt, withExtension, withMember, withValue } from './document.ts'
import { withoutTwins, withSelected } from './elements.ts'
import { permitted, refuseReadOnly } from './permitted.ts'
import type { Target } from './target.ts'
import { isEmpty } from './value.ts'

/**
 * The document without what the target names (RFC 7644 §3.5.2.2). Nothing there, or nothing that matches, is no change (D-13).
 * @throws ScimError mutability when something required, readOnly or immutable would go.
 */
export function remove(document: JsonObject, target: Target, resourceType: ResourceType): JsonObject {
  switch (target.kind) {
    case 'attribute': {
      refuseReadOnly(target.place.attribute, target.path)
      const current = valueAt(document, target.place)
      return withValue(document, target.place, permitted(target.place.attribute, current, undefined, target.path), resourceType)
    }
    case 'subAttribute': {
      const { place, subAttribute, path } = target
      refuseReadOnly(place.attribute, path)
      refuseReadOnly(subAttribute, path)
      const current = valueAt(document, place)
      const remaining = isJsonArray(current)
        ? withoutTwins(
            place.attribute,
            current.flatMap((element) => without(element, subAttribute, path) ?? []).filter((element) => !isEmpty(element)),
          )
        : without(current, subAttribute, path)
      return withValue(document, place, permitted(place.attribute, current, remaining, place.key), resourceType)
    }
    case 'elements': {
      const { place, filter, subAttribute, path } = target
      refuseReadOnly(place.attribute, path)
      if (subAttribute !== undefined) refuseReadOnly(subAttribute, path)
      const elements = elementsAt(document, place)
      const remaining = withSelected(elements, filter, place.attribute, (element) =>
        subAttribute === undefined ? undefined : without(element, subAttribute, path),
      )
      return withValue(
        document,
        place,
        permitted(place.attribute, elements, withoutTwins(place.attribute, remaining ?? elements), path),
        resourceType,
      )
    }
    case 'extension': {
      const { schema, required } = target.extension
      if (required) throw mutability(`${schema.id} is required for ${resourceType.name} and cannot be removed.`)
      const values = own(document, schema.id)
      for (const attribute of schema.attributes) {
        const current = isJsonObject(values) ? own(values, attribute.name) : undefined
        if (attribute.mutability === 'immutable') permitted(attribute, current, undefined, `${schema.id}:${attribute.name}`)
      }
      return withExtension(document, schema, {}, resourceType)
    }
  }
}

/** D-11: the RFC gives a value of `remove` no meaning. On a whole list it is refused, because ignoring it would empty the list. */
export function refuseValueOfRemove(target: Target, value: JsonValue | undefined): void {
  if (value === undefined || value === null || target.kind !== 'attribute' || !target.place.attribute.multiValued) return
  throw invalidValue(`remove of ${target.path} takes no value; select values by a filter, like ${target.path}[value eq "…"].`)
}

function without(holder: JsonValue | undefined, subAttribute: Attribute, path: string): JsonValue | undefined {
  if (!isJsonObject(holder)) return holder
  const remaining = withMember(holder, subAttribute.name, permitted(subAttribute, own(holder, subAttribute.name), undefined, path))
  // RFC 7643 §2.4: `value` is the id of what `$ref` names, and would come back from it.
  return subAttribute.name === 'value' && remaining !== holder ? withMember(remaining, '$ref', undefined) : remaining
}
