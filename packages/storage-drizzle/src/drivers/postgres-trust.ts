/**
 * What to set right where server and client did not come to trust each other, and waiting helps no more than with a wrong password;
 * undefined for any other error. These come from Node and from pg: the server has no part in them, so they have no SQLSTATE.
 */
export function whyNotTrusted(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (unknownIssuer.test(code))
    return `the certificate of the server is not trusted (${code}): name the file with that of its issuer in sslrootcert`
  if (badCertificate.test(code)) return error.message.trim()
  if (/^SASL: .* client password must be/.test(error.message)) return 'the server asks for a password, and the URL has none'
  if (/^(?:SASL: .* server signature|The server does not support SSL)/.test(error.message)) return error.message
  return undefined
}

const unknownIssuer = /^(?:UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT)/

/** The others of Node's list of certificate errors, a name that is not the server's, and the alert with which the server refuses ours. */
const badCertificate = /^(?:CERT_|CRL_|INVALID_|PATH_LENGTH_|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_CERT_|ERR_SSL_.*_ALERT_)/
