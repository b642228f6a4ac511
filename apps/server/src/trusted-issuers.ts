import { readFileSync } from 'node:fs'
import { isCredentialId, type TrustedIssuer } from '@rollcall/access'
import { z } from 'zod'
import { ConfigurationError } from './configuration.ts'

/**
 * Reads whose JWT access tokens are taken: a JSON file with a list of issuers.
 * @param file as the setting TRUSTED_ISSUERS names it; undefined trusts nobody. @param scopes all there are.
 * @throws ConfigurationError when the file cannot be read, or says something that cannot be meant.
 */
export function readTrustedIssuers(file: string | undefined, scopes: readonly string[]): readonly TrustedIssuer[] {
  if (file === undefined) return []
  const result = issuersWith(scopes).safeParse(contentOf(file))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ConfigurationError(`TRUSTED_ISSUERS ${file} is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}.`)
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ConfigurationError(`TRUSTED_ISSUERS ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

function issuersWith(scopes: readonly string[]) {
  const text = z.string().min(1)
  const scope = text.refine((name) => scopes.includes(name), `a scope is one of ${scopes.join(', ')}`)
  return z.array(
    z.strictObject({
      issuer: text,
      audience: text,
      keysUri: text.refine(isSafe, 'keys are fetched from an https URI, or over http from this very machine'),
      type: z.enum(['at+jwt', 'JWT']).optional(),
      clientClaim: text.optional(),
      clients: z
        .record(text, text.refine(isCredentialId, 'a client stands for a credential, by its id, such as acme.0123456789abcdef'))
        .optional(),
      scopeClaim: text.optional(),
      scopes: z.record(text, z.array(scope)).optional(),
    }),
  )
}

/** Who can change keys on their way can sign. */
function isSafe(uri: string): boolean {
  const url = URL.parse(uri)
  if (url === null) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
}
