import type { ElementFilter } from '../filter/filter.ts'
import { matchesElement } from '../filter/matches.ts'
import { isJsonObject, type JsonArray, type JsonValue } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { type ComparableElement, type ComparableValue, comparableValue } from '../schema/comparable.ts'
import { invalidValue } from '../scim-error.ts'
import { own, withMember } from './document.ts'
import { sameJson } from './same-json.ts'
import { elementsOf, isEmpty, singleValueOf } from './value.ts'

/**
 * The elements and those sent. One that is there already is not added again (RFC 7644 §3.5.2.1): a complex element with the same value and
 * type takes over what was sent (RFC 7643 §2.4: no such pair twice). Linear in the number of elements.
 * @returns the very list that was given when nothing is new.
 */
export function withElements(attribute: Attribute, elements: JsonArray, sent: JsonValue, path: string): JsonArray {
  const places = new Map(elements.map((element, index) => [identityOf(element), index]))
  const result = [...elements]
  for (const each of elementsOf(sent)) {
    const element = singleValueOf(attribute, each, path)
    if (element === undefined) continue
    const identity = identityOf(element)
    const place = places.get(identity)
    if (place === undefined) places.set(identity, result.push(element) - 1)
    else result[place] = takeOver(result[place], element)
  }
  return result.length === elements.length && result.every((element, index) => element === elements[index]) ? elements : result
}

/** Whether the filter between the brackets of a path selects an element. */
export function isSelected(filter: ElementFilter, attribute: Attribute, element: JsonValue): boolean {
  const comparable = comparableElement(attribute, element)
  return comparable !== undefined && matchesElement(filter, comparable)
}

/**
 * The elements with the selected ones changed; one left empty disappears.
 * @returns undefined when the filter selects none.
 */
export function withSelected(
  elements: JsonArray,
  filter: ElementFilter,
  attribute: Attribute,
  change: (element: JsonValue) => JsonValue | undefined,
): JsonArray | undefined {
  let selected = 0
  const result = elements.flatMap((element) => {
    if (!isSelected(filter, attribute, element)) return [element]
    selected += 1
    const next = change(element)
    return next === undefined || isEmpty(next) ? [] : [sameJson(element, next) ? element : next]
  })
  return selected === 0 ? undefined : result
}

/**
 * RFC 7644 §3.5.2: an element that becomes primary takes `primary` from the one that had it. Elements that an operation did not touch are
 * the very objects of `before`.
 * @throws ScimError invalidValue when one operation makes two elements primary (RFC 7643 §2.4).
 */
export function withOnePrimary(attribute: Attribute, before: JsonArray, after: JsonArray, path: string): JsonArray {
  if (attribute.subAttribute('primary')?.type !== 'boolean') return after
  const untouched = new Set(before)
  const claimants = after.filter((element) => isPrimary(element) && !untouched.has(element))
  if (claimants.length > 1) throw invalidValue(`${path} gets ${claimants.length} values with primary true; one at most can be the primary.`)
  const [primary] = claimants
  if (primary === undefined) return after
  return after.map((element) =>
    element !== primary && isJsonObject(element) && isPrimary(element) ? withMember(element, 'primary', false) : element,
  )
}

function comparableElement(attribute: Attribute, element: JsonValue): ComparableElement | undefined {
  if (attribute.type !== 'complex') return comparableValue(attribute, element)
  const comparable: Record<string, ComparableValue> = {}
  for (const subAttribute of attribute.subAttributes) {
    const value = isJsonObject(element) ? own(element, subAttribute.name) : undefined
    const form = value === undefined ? undefined : comparableValue(subAttribute, value)
    if (form !== undefined) comparable[subAttribute.name] = form
  }
  return comparable
}

/** What tells elements apart: of complex ones value and type, else all of it. Canonical elements have their names in one order. */
function identityOf(element: JsonValue): string {
  const value = isJsonObject(element) ? own(element, 'value') : undefined
  if (!isJsonObject(element) || value === undefined) return JSON.stringify(element)
  return JSON.stringify([value, own(element, 'type') ?? null])
}

function takeOver(element: JsonValue | undefined, sent: JsonValue): JsonValue {
  const changed = isJsonObject(element) && isJsonObject(sent) ? { ...element, ...sent } : sent
  return element !== undefined && sameJson(element, changed) ? element : changed
}

function isPrimary(element: JsonValue): boolean {
  return isJsonObject(element) && own(element, 'primary') === true
}
