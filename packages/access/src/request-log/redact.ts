import { type Attribute, isJsonObject, type JsonValue, type ResourceTypes } from '@rollcall/scim-core'

/** Makes of a request body what may be kept of it. `showPersonal` keeps what is personal, never what is secret. */
export type Redact = (body: JsonValue, showPersonal: boolean) => JsonValue

/**
 * Redaction by the schemas: what is `returned: never`, passwords above all, is never kept, and of other text only its length, but for
 * the few members whose values are words of the protocol.
 */
export function createRedaction(resourceTypes: ResourceTypes): Redact {
  const secrets = new Set(
    resourceTypes.all.flatMap(({ attributes, extensions }) =>
      namesNeverReturned([...attributes, ...extensions.flatMap(({ schema }) => schema.attributes)]),
    ),
  )
  // Any word of a path may be the secret one: `urn:…:User:password`, `a.password`, `password.x`, `emails[password eq "…"]`.
  const isSecret = (path: string) => path.split(/[^\w$-]+/).some((word) => secrets.has(word.toLowerCase()))

  const redact = (value: JsonValue, name: string, showPersonal: boolean): JsonValue => {
    if (isSecret(name)) return '(secret)'
    if (typeof value === 'string') {
      if (protocolWords.has(name.toLowerCase())) return cut(value)
      if (name.toLowerCase() === 'path') return showPersonal ? cut(value) : withoutLiterals(value)
      if (name.toLowerCase() === 'filter' && isSecret(value)) return '(secret)'
      return showPersonal || uuid.test(value) ? cut(value) : `(${value.length} characters)`
    }
    if (Array.isArray(value)) {
      const shown: JsonValue[] = value.slice(0, mostItems).map((each) => redact(each, name, showPersonal))
      return value.length > mostItems ? [...shown, `(and ${value.length - mostItems} more)`] : shown
    }
    if (!isJsonObject(value)) return value
    // A PATCH operation says in `path`, in whatever case, what its `value` is; of a filter on a secret the literal is one too.
    const members = Object.entries(value)
    const isAboutSecret = members.some(([member, each]) => member.toLowerCase() === 'path' && typeof each === 'string' && isSecret(each))
    return Object.fromEntries(
      members
        .slice(0, mostItems)
        .map(([member, each]): [string, JsonValue] => [
          showPersonal && !isSecret(member) ? cut(member) : withoutLiterals(member),
          isAboutSecret && member.toLowerCase() === 'value' ? '(secret)' : redact(each, member, showPersonal && !isAboutSecret),
        ]),
    )
  }
  return (body, showPersonal) => redact(body, '', showPersonal)
}

/** Members whose text says what a request does, not about whom. */
const protocolWords = new Set([
  'schemas',
  'op',
  'method',
  'bulkid',
  'version',
  'type',
  'resourcetype',
  'sortby',
  'sortorder',
  'attributes',
  'excludedattributes',
])

// An id of ours tells nothing about a person, and without it a change of members tells nothing at all.
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

// Enough to see what a request is like.
const mostItems = 50
const longest = 500

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text
}

/** A path, also one that is the name of a member, without what its filters compare with. */
function withoutLiterals(path: string): string {
  return cut(
    path
      .replace(/"(?:[^"\\]|\\.)*"?/g, '"…"')
      .replace(/(\s(?:eq|ne|co|sw|ew|g[te]|l[te])\s+)(?!["\s]|(?:true|false|null)\b)[^\s\])]+/gi, '$1…'),
  )
}

function namesNeverReturned(attributes: readonly Attribute[]): string[] {
  return attributes.flatMap(({ name, returned, subAttributes }) => [
    ...(returned === 'never' ? [name.toLowerCase()] : []),
    ...namesNeverReturned(subAttributes ?? []),
  ])
}
