import type { AccessStorage } from '../access-storage.ts'
import { hex } from '../bytes.ts'
import { type Credential, holdsSecret, isLive } from '../credential.ts'
import type { Ports } from '../ports.ts'
import { tenantOfId } from '../secret-text.ts'
import type { Tenant } from '../tenant.ts'
import type { VerifyJwt } from './signed-tokens.ts'
import { type ClientProof, invalidClient } from './token-request.ts'

export interface KnownClient {
  readonly tenant: Tenant
  readonly client: Credential
}

/**
 * The OAuth client that proved itself. Whatever is wrong, the answer is the same and so is the work.
 * @throws OAuthError invalid_client
 */
export async function authenticateClient(
  storage: AccessStorage,
  ports: Ports,
  verify: VerifyJwt,
  proof: ClientProof,
): Promise<KnownClient> {
  const known = proof.kind === 'secret' ? await bySecret(storage, proof, ports) : await byAssertion(storage, proof, ports, verify)
  if (known === undefined) throw invalidClient('The client is not known, or its credentials are not valid.')
  return known
}

async function bySecret(
  storage: AccessStorage,
  { clientId, secret }: Extract<ClientProof, { kind: 'secret' }>,
  { digest, now }: Ports,
): Promise<KnownClient | undefined> {
  const sent = hex(await digest(secret))
  const holder = async (freshness?: 'latest') => {
    const known = await findClient(storage, clientId, now(), freshness)
    return holdsSecret(known?.client, sent, now()) ? known : undefined
  }
  // A copy from before a rotation does not know the new secret, and refuses nobody.
  return (await holder()) ?? (await holder('latest'))
}

async function byAssertion(
  storage: AccessStorage,
  proof: Extract<ClientProof, { kind: 'assertion' }>,
  ports: Ports,
  verify: VerifyJwt,
): Promise<KnownClient | undefined> {
  const known = await findClient(storage, proof.clientId, ports.now())
  return (await isAsserted(storage, known, proof, ports, verify)) ? known : undefined
}

async function findClient(storage: AccessStorage, clientId: string, now: number, freshness?: 'latest'): Promise<KnownClient | undefined> {
  const tenantId = tenantOfId(clientId)
  if (tenantId === undefined) return undefined
  const [tenant, client] = await Promise.all([storage.tenant(tenantId), storage.forTenant(tenantId).credential(clientId, freshness)])
  if (tenant === undefined || tenant.suspended !== undefined || client === undefined) return undefined
  return client.kind === 'client' && isLive(client, now) ? { tenant, client } : undefined
}

/** RFC 7523 §3. The subject is pinned, and is not the client_id: Entra signs for its own service principal. */
async function isAsserted(
  storage: AccessStorage,
  known: KnownClient | undefined,
  { assertion }: Extract<ClientProof, { kind: 'assertion' }>,
  { now, digest }: Ports,
  verify: VerifyJwt,
): Promise<boolean> {
  const pins = known?.client.assertion
  if (known === undefined || pins === undefined) return false
  const claims = await verify(assertion, pins.keysUri, pins)
  if (claims === undefined) return false
  // §3 (7): an assertion with an id is used once. It is kept until no clock would take it any more.
  const { jti, exp } = claims
  if (jti === undefined || exp === undefined) return true
  const key = hex(await digest(`${pins.issuer}\n${jti}`))
  return storage.forTenant(known.tenant.id).useOnce(key, (exp + 120) * 1000, now())
}
