import { isJsonObject, type JsonObject } from '../json.ts'
import { own, valueAt, withMember } from '../patch/document.ts'
import type { Target } from '../patch/target.ts'

/**
 * What a PATCH sent, in the form of a body: the values of the attributes that its operations named, of those with a sub-attribute the
 * names of these. What is `returned: request` comes back by it (RFC 7643 §7).
 * @param document as the operations left it.
 */
export function sentByPatch(targets: readonly Target[], document: JsonObject): JsonObject {
  const whole = new Set(targets.flatMap((target) => (subAttributeOf(target) === undefined ? keyOf(target) : [])))
  let sent: JsonObject = {}
  for (const target of targets) {
    const value = target.kind === 'extension' ? undefined : valueAt(document, target.place)
    if (target.kind === 'extension' || value === undefined) continue
    const { attribute, extension, key } = target.place
    const holder = extension === undefined ? sent : objectIn(sent, extension.id)
    const part = whole.has(key) ? value : { ...objectIn(holder, attribute.name), [subAttributeOf(target) ?? '']: true }
    const changed = withMember(holder, attribute.name, part)
    sent = extension === undefined ? changed : withMember(sent, extension.id, changed)
  }
  return sent
}

function subAttributeOf(target: Target): string | undefined {
  return target.kind === 'subAttribute' || target.kind === 'elements' ? target.subAttribute?.name : undefined
}

function keyOf(target: Target): readonly string[] {
  return target.kind === 'extension' ? [] : [target.place.key]
}

function objectIn(holder: JsonObject, name: string): JsonObject {
  const value = own(holder, name)
  return isJsonObject(value) ? value : {}
}
