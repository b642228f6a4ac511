import { Resolver } from 'node:dns/promises'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type FetchJson, fetchJson, keySetPatience, readKeySet } from '@rollcall/access'
import { isPublicAddress } from './public-address.ts'

/** Fetches keys: those that a tenant chose from public addresses alone, those that the operator chose from wherever they are. */
export const fetchKeys: FetchJson = (uri, from) => {
  switch (from) {
    case 'anywhere':
      return fetchJson(uri, from)
    case 'public':
      return fetchPublicKeys(uri)
  }
}

/** What a test puts in the place of the network. */
export interface Network {
  readonly request: (uri: string, options: RequestOptions, answered: (answer: IncomingMessage) => void) => ClientRequest
  readonly addressesOf: (hostname: string) => Promise<readonly string[]>
  readonly isPublic: (address: string) => boolean
}

/**
 * The addresses are looked at when the connection is made: what was found before that may be another a moment later, and then it is too late.
 * `fetch` does not let one. Node's own client follows no redirect.
 * @throws Error that tells nothing of what was answered but its status.
 */
export async function fetchPublicKeys(uri: string, network: Network = internet, patience = keySetPatience): Promise<unknown> {
  const { hostname } = new URL(uri)
  // An address is never looked up, so it would not be looked at either.
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) throw new Error('Keys that a tenant chose are not fetched from an address.')
  const options = {
    // No connection of before: it may have been made for the operator. Nor a proxy, which would look the name up by itself.
    agent: false,
    headers: { accept: 'application/json' },
    lookup: lookupIn(network),
    signal: AbortSignal.timeout(patience),
  } as const
  return new Promise((resolve, reject) => {
    const asked = network.request(uri, options, (answer) => {
      const { statusCode } = answer
      if (statusCode === 200) {
        readKeySet(uri, answer).then(resolve, (error) => {
          reject(error)
          asked.destroy()
        })
        return
      }
      reject(new Error(`${uri.slice(0, 80)} answers ${statusCode}.`))
      asked.destroy()
    })
    asked.on('error', reject)
    asked.end()
  })
}

const internet: Network = {
  request,
  async addressesOf(hostname) {
    // Of DNS itself: the machine's own names are none of a tenant's business, and the system's look-ups, of which Node makes four at a time,
    // would have everybody wait for a name server that does not answer.
    const resolver = new Resolver({ timeout: 2_000, tries: 2 })
    const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  },
  isPublic: isPublicAddress,
}

function lookupIn({ addressesOf, isPublic }: Network): LookupFunction {
  return (hostname, { all }, done) => {
    const failed = (error: Error) => done(error, all === true ? [] : '', 4)
    addressesOf(hostname).then((addresses) => {
      const found = addresses.filter(isPublic).map((address) => ({ address, family: isIP(address) }))
      const [first] = found
      if (first === undefined) failed(new Error(`${hostname.slice(0, 80)} has no public address.`))
      else if (all === true) done(null, found)
      else done(null, first.address, first.family)
    }, failed)
  }
}
