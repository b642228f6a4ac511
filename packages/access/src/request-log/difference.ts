import { changedPaths, isJsonObject, type JsonObject, type JsonValue, type WrittenChange } from '@rollcall/scim-core'
import type { Redact } from './redact.ts'

/** What a request changed in one resource. */
export interface ResourceDifference {
  /** The name of the resource type. */
  readonly type: string
  readonly id: string
  readonly operation: 'create' | 'update' | 'delete'
  /** In the order of the document, members last. */
  readonly attributes: readonly AttributeDifference[]
}

/** One attribute, redacted as request bodies are. Where there was or is no value, the member is absent. */
export interface AttributeDifference {
  /** `title`, `name.familyName`, `urn:…:User:department`; `members`, whose ids are added, removed, or replace all there were. */
  readonly path: string
  readonly from?: JsonValue
  readonly to?: JsonValue
  readonly added?: JsonValue
  readonly removed?: JsonValue
}

/** Tells what a write changed. Documents are parsed here and not before: whoever writes does not wait for it. */
export function differenceOf(
  { resourceType, id, before, after, members }: WrittenChange,
  redact: Redact,
  showPersonal: boolean,
): ResourceDifference {
  const [old, now] = [documentOf(before), documentOf(after)]
  const paths = before === after ? [] : changedPaths(old, now, resourceType)
  const [shownOld, shownNow] = [old, now].map((document) => redact(only(document, paths), showPersonal))
  const attributes = paths.map((path): AttributeDifference => {
    const [from, to] = [valueAt(shownOld, path), valueAt(shownNow, path)]
    return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  })
  const name = resourceType.membership?.name ?? 'members'
  const ids = (list: readonly string[]) => redact([...list], showPersonal)
  if (members?.kind === 'replaceWith') attributes.push({ path: name, to: ids(members.members.map((member) => member.id)) })
  if (members?.kind === 'delta') {
    const { add, remove } = members
    attributes.push({
      path: name,
      ...(add.length === 0 ? {} : { added: ids(add.map((member) => member.id)) }),
      ...(remove.length === 0 ? {} : { removed: ids(remove) }),
    })
  }
  const operation = before === undefined ? 'create' : after === undefined ? 'delete' : 'update'
  return { type: resourceType.name, id, operation, attributes }
}

function documentOf(text: string | undefined): JsonObject {
  const document = text === undefined ? undefined : JSON.parse(text)
  return isJsonObject(document) ? document : {}
}

/** Of a document the members that the paths begin with. */
function only(document: JsonObject, paths: readonly string[]): JsonObject {
  const entries = Object.entries(document).filter(([name]) =>
    paths.some((path) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}:`)),
  )
  return Object.fromEntries(entries)
}

/** What a redacted document shows at a path. Of a secret it shows no more than that it is one. */
function valueAt(shown: JsonValue | undefined, path: string): JsonValue | undefined {
  if (!isJsonObject(shown)) return shown
  if (Object.hasOwn(shown, path)) return shown[path]
  const name = Object.keys(shown).find((each) => path.startsWith(`${each}.`) || path.startsWith(`${each}:`))
  return name === undefined ? undefined : valueAt(shown[name], path.slice(name.length + 1))
}
