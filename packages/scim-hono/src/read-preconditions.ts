import { invalidValue, type Preconditions, type VersionCondition } from '@rollcall/scim-core'

/**
 * If-Match and If-None-Match (RFC 7644 §3.14) of a request that only reads. A malformed If-None-Match matches nothing there.
 * @throws ScimError invalidValue for a malformed If-Match.
 */
export function readPreconditions(request: Request): Preconditions {
  const { headers } = request
  return {
    ifMatch: required('If-Match', headers.get('if-match')),
    ifNoneMatch: versionCondition(headers.get('if-none-match')) ?? (headers.has('if-none-match') ? [] : undefined),
  }
}

/**
 * The same of a request that writes. A malformed header is refused, for to ignore it would be a lost update.
 * @throws ScimError invalidValue.
 */
export function writePreconditions(request: Request): Preconditions {
  const { headers } = request
  return {
    ifMatch: required('If-Match', headers.get('if-match')),
    ifNoneMatch: required('If-None-Match', headers.get('if-none-match')),
  }
}

/** The opaque tags of a header in weak comparison (D-24), `*` for any, or undefined when it is malformed (RFC 9110 §8.8.3). */
export function entityTags(header: string): '*' | readonly string[] | undefined {
  if (header.trim() === '*') return '*'
  const tags: string[] = []
  const next = /\s*(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(,|$)/y
  for (let match = next.exec(header); match?.[1] !== undefined; match = next.exec(header)) {
    tags.push(match[1])
    if (match[2] === '') return tags
  }
  return undefined
}

function required(name: string, header: string | null): VersionCondition {
  const condition = versionCondition(header)
  if (condition === undefined && header !== null) {
    throw invalidValue(`${name} must be * or a list of entity tags in quotes, e.g. W/"3".`)
  }
  return condition
}

/** Tags that are not a version of ours match nothing. */
function versionCondition(header: string | null): VersionCondition {
  if (header === null) return undefined
  const tags = entityTags(header)
  if (tags === undefined || tags === '*') return tags === '*' ? 'any' : undefined
  return tags.filter((tag) => /^[1-9]\d{0,14}$/.test(tag)).map(Number)
}
