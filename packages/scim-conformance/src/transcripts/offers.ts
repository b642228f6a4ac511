import { readPath } from '../body-path.ts'
import type { Send } from '../http/wire.ts'
import { isJsonArray, type JsonValue, parseJson } from '../json.ts'
import type { Target } from '../target.ts'

/**
 * What a server shows to offer, in the words of a transcript's `requires`: `etag`, `resource-type:…`, `at-least-one-user`.
 * Ways to authenticate cannot be discovered; a target names them in `features.offers`.
 */
export async function discoverOffers(target: Target, send: Send): Promise<string[]> {
  const read = async (path: string): Promise<JsonValue | undefined> => {
    const headers = { accept: 'application/scim+json', authorization: `Bearer ${target.token}` }
    const { status, body } = await send({ method: 'GET', url: `${target.base.replace(/\/$/, '')}${path}`, headers })
    return status === 200 ? parseJson(body) : undefined
  }
  const offers: string[] = []
  if (readPath(await read('/ServiceProviderConfig'), 'etag.supported') === true) offers.push('etag')
  const types = readPath(await read('/ResourceTypes'), 'Resources')
  for (const type of isJsonArray(types) ? types : []) offers.push(`resource-type:${String(readPath(type, 'name'))}`)
  const users = readPath(await read('/Users?count=1'), 'totalResults')
  if (typeof users === 'number' && users > 0) offers.push('at-least-one-user')
  return offers
}
