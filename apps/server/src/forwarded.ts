import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

/** What arrived, as far as it tells where from: a part of Node's IncomingMessage. */
export interface Incoming {
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

/** Where a request comes from, and how its client names this server. */
export interface Whence {
  /** The client's address; undefined when the connection has none any more. */
  readonly address: string | undefined
  /** The origin that the client used, as a named proxy tells; undefined when none does. */
  readonly origin: string | undefined
}

/**
 * Reads X-Forwarded-For, -Proto and -Host, and believes them only when the peer is a named proxy: anybody can send them. Of a list the last
 * element counts, which the proxy itself has added; X-Forwarded-For is followed back through further named proxies.
 * @param proxies addresses, or networks as `10.0.0.0/8`. @param own the origin that the server has by itself.
 */
export function createReadForwarded(proxies: readonly string[], own: string): (incoming: Incoming) => Whence {
  const named = blockListOf(proxies)
  const isNamed = (address: string) => named.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  const { protocol, host: ownHost } = new URL(own)
  return ({ headers, socket: { remoteAddress: peer } }) => {
    if (proxies.length === 0 || peer === undefined || !isNamed(peer)) return { address: peer, origin: undefined }
    const proto = /^https?$/i.exec(lastOf(headers['x-forwarded-proto']))?.[0].toLowerCase()
    const host = shapeOfHost.exec(lastOf(headers['x-forwarded-host']))?.[0].toLowerCase()
    const told = proto === undefined && host === undefined ? undefined : `${proto ?? protocol.slice(0, -1)}://${host ?? ownHost}`
    // URL.parse leaves the usual port out, and gives nothing for a host that there cannot be.
    const origin = told === undefined ? undefined : URL.parse(told)?.origin
    return { address: clientOf(peer, headers['x-forwarded-for']), origin: origin === own ? undefined : origin }
  }

  /** The first address, from the last one back, that is no named proxy. What is no address was added by nobody who can be believed. */
  function clientOf(peer: string, forwardedFor: string | readonly string[] | undefined): string {
    let client = peer
    for (const text of String(forwardedFor ?? '')
      .split(',')
      .reverse()) {
      const address = addressIn(text.trim())
      if (address === undefined) return client
      client = address
      if (!isNamed(client)) return client
    }
    return client
  }
}

/** Whether a text is an address, or a network as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  return (
    version !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  )
}

function blockListOf(proxies: readonly string[]): BlockList {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

const shapeOfHost = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

function lastOf(header: string | readonly string[] | undefined): string {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? ''
  )
}

/** Some proxies add the port: `192.0.2.7:4711`, `[2001:db8::7]:4711`. */
function addressIn(text: string): string | undefined {
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return isIP(address) === 0 ? undefined : address
}
