/**
 * From where keys of an issuer may be fetched: `public` is what the Internet reaches as well, for a URI that a tenant's administrator chose;
 * `anywhere` is all that this server reaches, for one that the operator chose.
 */
export type KeysFrom = 'public' | 'anywhere'

/**
 * What is wrong with a URI of keys that a tenant chooses, as a sentence; undefined when nothing is. Whoever chooses it has the server send a
 * request, and must not reach by it what is open to the server alone (OWASP API7:2023). To what address a public name leads is seen only when
 * it is fetched.
 */
export function problemOfPublicKeysUri(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (url === null || url.protocol !== 'https:') return 'keysUri must be an https URI.'
  if (url.username !== '' || url.password !== '') return 'keysUri must not hold a user name or a password.'
  return isPublicName(url.hostname)
    ? undefined
    : 'keysUri must name a public host, e.g. https://login.example.com/keys: addresses and hosts of a network of its own only the operator can choose.'
}

/** @param hostname of a URL, which writes every form of an IPv4 address as four numbers, and IPv6 in brackets. */
function isPublicName(hostname: string): boolean {
  const labels = hostname.replace(/\.$/, '').split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2 || hostname.startsWith('[') || /^\d+$/.test(last)) return false
  // RFC 6761 §6.3, RFC 6762 §3, RFC 8375, and what ICANN has reserved for private use.
  return !['localhost', 'local', 'internal'].includes(last) && !/(?:^|\.)home\.arpa$/.test(labels.join('.'))
}
