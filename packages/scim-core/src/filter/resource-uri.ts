import type { ResourceType } from '../schema/resource-type.ts'
import type { ResourceTypes } from '../schema/resource-types.ts'

/**
 * The resource that a URI names, whether or not it is ours to find: absolute, or relative to the service root (RFC 7643 §2.3.7), with or
 * without the version segment (RFC 7643 §2.4: `…/Users/1` is `…/v2/Users/1`).
 * @param baseUrl without a trailing slash.
 * @returns undefined when the URI is not that of a resource of this service provider.
 */
export function referencedResource(
  uri: string,
  { baseUrl, resourceTypes }: { readonly baseUrl: string; readonly resourceTypes: ResourceTypes },
): { readonly resourceType: ResourceType; readonly id: string } | undefined {
  const base = new URL(`${baseUrl.replace(/\/v[0-9]+$/i, '')}/`)
  // `../Users/1`, as RFC 7643 §8.3 has it, steps from a resource up to the service root.
  const reference = uri.startsWith(base.pathname) ? uri : uri.replace(/^(?:\.{0,2}\/)+/, '')
  if (!URL.canParse(reference, base)) return undefined
  const { origin, pathname, search, hash } = new URL(reference, base)
  if (origin !== base.origin || !pathname.startsWith(base.pathname) || search !== '' || hash !== '') return undefined
  const path = `/${pathname.slice(base.pathname.length)}`.replace(/^\/v[0-9]+\//i, '/')
  const slash = path.lastIndexOf('/')
  const resourceType = resourceTypes.at(path.slice(0, slash))
  const id = decodedSegment(path.slice(slash + 1))
  return resourceType === undefined || id === '' ? undefined : { resourceType, id }
}

/**
 * The id that a segment of a path stands for: as it is when it cannot be decoded, and when it would hold U+0000, which no id of ours does
 * and not every database can be asked for.
 */
export function decodedSegment(segment: string): string {
  try {
    const decoded = decodeURIComponent(segment)
    return decoded.includes('\0') ? segment : decoded
  } catch {
    return segment
  }
}
