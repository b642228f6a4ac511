import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'

/** Equality of JSON values: the order of an object's members means nothing, the order of an array's elements does. undefined is no value. */
export function sameJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true
  if (isJsonArray(left)) {
    return isJsonArray(right) && left.length === right.length && left.every((element, index) => sameJson(element, right[index]))
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
}
