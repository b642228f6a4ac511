import { BlockList, isIP } from 'node:net'

/** Whether an address is one of the Internet, and not of this machine, of a network of its own, or of none (IANA's special-purpose registries). */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blockedIpv4.check(address, 'ipv4')
    case 6:
      return !blockedIpv6.check(address, 'ipv6')
    default:
      return false
  }
}

const specialIpv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

const specialIpv6: readonly (readonly [string, number])[] = [
  // The machine itself, and IPv4 in other clothes.
  ['::', 16],
  ['64:ff9b:1::', 48],
  ['100::', 8],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  // Link-local, and site-local as it once was.
  ['fe80::', 9],
  ['ff00::', 8],
]

// Apart, because a BlockList takes ::/16 to be about every IPv4 address.
const [blockedIpv4, blockedIpv6] = [new BlockList(), new BlockList()]
for (const [network, bits] of specialIpv4) {
  blockedIpv4.addSubnet(network, bits, 'ipv4')
  // RFC 6052 §2.1: where there is no IPv4, its addresses are written so.
  blockedIpv6.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6')
}
for (const [network, bits] of specialIpv6) blockedIpv6.addSubnet(network, bits, 'ipv6')
