import {
  type AssertionPins,
  type Credential,
  createCredential,
  type Issued,
  type NewCredential,
  problemOfPublicKeysUri,
  type Refused,
  revoke,
  rotateSecret,
} from '@rollcall/access'
import { badRequest, conflict, forbidden, notFound } from '../problem.ts'
import { type Administrator, type AdminServices, type Route, route } from '../route.ts'
import { issuedClient, issuedToken, listOf, newClient, newCredential, page, rotation, shownCredential } from '../schemas.ts'
import { credentialView } from '../views.ts'
import { tenantIn } from './tenants.ts'

const tag = 'Credentials'
const day = 86_400_000

export const credentialRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tenants/{tenant}/credentials',
    tag,
    summary: 'Lists the tokens and OAuth clients of a tenant, ended ones too',
    query: page,
    status: 200,
    answer: listOf(shownCredential),
    async run(services, { path, query: { after, limit } }) {
      const { id } = await tenantIn(services, path)
      const found = await services.accessStorage.forTenant(id).credentials(after, limit)
      return { items: found.map(credentialView), next: found.length === limit ? (found.at(-1)?.id ?? null) : null }
    },
  }),
  route({
    method: 'POST',
    path: '/tenants/{tenant}/credentials',
    tag,
    summary: 'Makes a bearer token, which is shown this one time',
    body: newCredential,
    status: 201,
    answer: issuedToken,
    run: async (services, { path, body }) => issued(services, await make(services, path, { kind: 'token', ...body })),
  }),
  route({
    method: 'POST',
    path: '/tenants/{tenant}/clients',
    tag,
    summary: 'Registers an OAuth client, whose secret is shown this one time',
    body: newClient,
    status: 201,
    answer: issuedClient,
    run: async (services, { path, body: { assertion, ...body }, by }) =>
      issued(services, await make(services, path, { kind: 'client', ...body, ...(assertion && { assertion: pinsBy(by, assertion) }) })),
  }),
  route({
    method: 'GET',
    path: '/tenants/{tenant}/credentials/{credential}',
    tag,
    summary: 'Shows a credential, never its secret',
    status: 200,
    answer: shownCredential,
    run: async (services, { path }) => credentialView(await credentialIn(services, path)),
  }),
  route({
    method: 'POST',
    path: '/tenants/{tenant}/credentials/{credential}/rotate',
    tag,
    summary: 'Makes a second secret beside the one there is, which goes on for a while',
    body: rotation,
    status: 200,
    answer: issuedToken.or(issuedClient),
    async run(services, { path, body: { overlapDays, expiresInDays } }) {
      const { tenantId, id } = await credentialIn(services, path)
      const overlap = overlapDays === undefined ? {} : { overlap: overlapDays * day }
      const lifetime = expiresInDays === undefined ? {} : { lifetime: expiresInDays * day }
      return issued(
        services,
        accepted(await rotateSecret(services.accessStorage, services.ports, { tenantId, id, ...overlap, ...lifetime })),
      )
    },
  }),
  route({
    method: 'DELETE',
    path: '/tenants/{tenant}/credentials/{credential}',
    tag,
    summary: 'Ends a credential for ever: at once here, within five seconds on other servers',
    status: 204,
    async run(services, { path }) {
      const { tenantId, id } = await credentialIn(services, path)
      accepted(await revoke(services.accessStorage, services.ports.now(), { tenantId, id }))
    },
  }),
  route({
    method: 'DELETE',
    path: '/tenants/{tenant}/credentials/{credential}/secrets/{secret}',
    tag,
    summary: 'Ends one of the two secrets of a credential',
    status: 204,
    async run(services, { path }) {
      const { tenantId, id } = await credentialIn(services, path)
      accepted(await revoke(services.accessStorage, services.ports.now(), { tenantId, id, secretId: path['secret'] ?? '' }))
    },
  }),
]

/** @throws Problem 403: by whom the server is sent where is not for a tenant to say. */
function pinsBy(by: Administrator, pins: AssertionPins): AssertionPins {
  if (by.kind === 'operator') return { ...pins, keysFrom: 'anywhere' }
  const problem = problemOfPublicKeysUri(pins.keysUri)
  if (problem !== undefined) throw forbidden(`assertion.${problem}`)
  return { ...pins, keysFrom: 'public' }
}

interface Wanted extends Pick<NewCredential, 'kind' | 'name'> {
  readonly scopes?: readonly string[] | undefined
  readonly profile?: string | undefined
  readonly expiresInDays?: number | undefined
  readonly settings?: { readonly [Name in keyof Credential['settings']]?: Credential['settings'][Name] | undefined } | undefined
  readonly assertion?: Credential['assertion']
}

async function make(services: AdminServices, path: Readonly<Record<string, string>>, wanted: Wanted): Promise<Issued> {
  const { id: tenantId } = await tenantIn(services, path)
  const { kind, name, profile = 'compat', scopes = services.scopes.filter((scope) => scope.endsWith(':write')) } = wanted
  const unknown = scopes.find((scope) => !services.scopes.includes(scope))
  if (unknown !== undefined) throw badRequest(`scopes: ${unknown.slice(0, 80)} is none of ${services.scopes.join(', ')}.`)
  return accepted(
    await createCredential(services.accessStorage, services.ports, {
      tenantId,
      kind,
      name,
      profile,
      scopes: [...new Set(scopes)],
      settings: withoutUndefined(wanted.settings ?? {}),
      ...(wanted.assertion === undefined ? {} : { assertion: wanted.assertion }),
      ...(wanted.expiresInDays === undefined ? {} : { lifetime: wanted.expiresInDays * day }),
    }),
  )
}

type Given<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> }

function withoutUndefined<T extends object>(object: T): Given<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Given<T>
}

/** A credential with its new secret, named as its kind is configured elsewhere. */
function issued({ tokenEndpoint }: AdminServices, { credential, secret }: Issued) {
  const shown = credentialView(credential)
  if (credential.kind === 'token') return { ...shown, token: secret }
  return { ...shown, credentials: { clientId: credential.id, ...(secret === undefined ? {} : { clientSecret: secret }) }, tokenEndpoint }
}

async function credentialIn(services: AdminServices, path: Readonly<Record<string, string>>): Promise<Credential> {
  const { id: tenantId } = await tenantIn(services, path)
  const credential = await services.accessStorage.forTenant(tenantId).credential(path['credential'] ?? '')
  if (credential === undefined) throw notFound(`Tenant ${tenantId} has no such credential.`)
  return credential
}

function accepted<Outcome extends object>(outcome: Outcome | Refused): Outcome {
  if (!('refused' in outcome)) return outcome
  switch (outcome.refused) {
    case 'notFound':
      throw notFound('There is no such credential or secret.')
    case 'stale':
      throw conflict('The credential was changed by somebody else at the same moment; look at it and try again.')
    case 'tooManySecrets':
      throw conflict('Two secrets are valid already. End the older one, or wait until it expires, before making a third.')
    case 'revoked':
      throw conflict('The credential was revoked, which is for ever. Make a new one.')
    case 'noSecrets':
      throw conflict('This client proves itself by assertions and has no secret.')
  }
}
