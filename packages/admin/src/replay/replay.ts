import { createRedaction, differenceOf, type LoggedRequest, permits, type ResourceDifference, type Tenant } from '@rollcall/access'
import {
  type Caller,
  compat,
  createServiceProvider,
  defaultLimits,
  dryRunOf,
  isJsonArray,
  isJsonObject,
  type JsonValue,
  profileNamed,
  type RequestContext,
  type ResourceTypes,
  ScimError,
  type ScimResponse,
  type ServiceProvider,
  uuidV7,
} from '@rollcall/scim-core'
import { conflict } from '../problem.ts'
import type { AdminServices } from '../route.ts'

/** What a logged request would do if it came again now. */
export interface Replay {
  readonly status: number
  readonly scimType: string | null
  readonly detail: string | null
  /** Of a Bulk request how each operation ends, in the order of the answer. */
  readonly operations: readonly { readonly method: string; readonly status: number; readonly detail: string | null }[]
  readonly changes: readonly ResourceDifference[]
  readonly tolerated: readonly string[]
  /** In what the replay is not the request as it was: one sentence each. */
  readonly notes: readonly string[]
}

/**
 * Runs a logged request again over storage that writes nothing.
 * @throws Problem 409 for what cannot be replayed truly: reads, bodies that were redacted or cut, routes without resources.
 */
export async function replay(services: AdminServices, tenant: Tenant, request: LoggedRequest): Promise<Replay> {
  const { resourceTypes } = services
  const run = runnable(request, resourceTypes)
  const notes = ['Its preconditions (If-Match) are not kept, so none was asked for, and the limit on deprovisioning was not asked.']
  const caller = await callerOf(services, tenant, request, notes)
  const dryRun = dryRunOf(services.storage, resourceTypes)
  const serviceProvider = createServiceProvider({
    storage: dryRun.storage,
    resourceTypes,
    baseUrl: 'https://replay.invalid',
    now: services.ports.now,
    newId: uuidV7(services.ports.now, () => crypto.randomUUID()),
    limits: defaultLimits,
    cursorKey: services.ports.random(32),
    hashPassword: undefined,
    authenticationSchemes: [],
    documentationUri: undefined,
  })
  const tolerated = new Set<string>()
  const context = { caller, requestId: request.requestId, tolerated: (id: string) => void tolerated.add(id) }
  const outcome = await outcomeOf(() => run(serviceProvider, context))
  const redact = createRedaction(resourceTypes)
  return {
    ...outcome,
    changes: dryRun.changes.map((change) => differenceOf(change, redact, tenant.settings.logPersonalValues)),
    tolerated: [...tolerated],
    notes,
  }
}

type Run = (serviceProvider: ServiceProvider, context: RequestContext) => Promise<ScimResponse>

/** @throws Problem 409 */
function runnable({ method, route, resourceId, body, bodyIsWhole }: LoggedRequest, resourceTypes: ResourceTypes): Run {
  const everything = { attributes: undefined, excludedAttributes: undefined }
  // Of the answer only the status is shown, so as little as possible is read for it.
  const least = { attributes: ['id'], excludedAttributes: undefined }
  const unconditional = { ifMatch: undefined, ifNoneMatch: undefined }
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || route.endsWith('/.search'))
    throw conflict('A read changes nothing, so there is nothing to replay.')
  const [, endpoint = '', ofOne] = /^(\/[^/]+)(\/\{id\})?$/.exec(route) ?? []
  const isKnown = resourceTypes.at(endpoint) !== undefined
  if (isKnown && ofOne !== undefined && resourceId !== undefined && method === 'DELETE')
    return (provider, context) => provider.delete(context, endpoint, resourceId, unconditional)
  if (!isKnown && route !== '/Bulk') throw conflict(`A request to ${route} cannot be replayed: only those to resources and to /Bulk can.`)
  if (body === undefined) throw conflict('The log has no body of this request, so it cannot be replayed.')
  if (!bodyIsWhole)
    throw conflict(
      'The body was redacted or cut when it was logged, so a replay would show what nobody asked for. Requests that come after ' +
        'settings.logPersonalValues was turned on can be replayed, unless they hold a password, a text of more than 500 characters or a ' +
        'list of more than 50.',
    )
  if (route === '/Bulk' && method === 'POST') return (provider, context) => provider.bulk(context, body)
  if (method === 'POST' && ofOne === undefined) return (provider, context) => provider.create(context, endpoint, body, least)
  if (ofOne !== undefined && resourceId !== undefined) {
    if (method === 'PUT') return (provider, context) => provider.replace(context, endpoint, resourceId, body, least, unconditional)
    if (method === 'PATCH')
      return (provider, context) =>
        provider.modify(
          context,
          endpoint,
          resourceId,
          body,
          resourceTypes.at(endpoint)?.membership === undefined ? least : everything,
          unconditional,
        )
  }
  throw conflict(`${method} ${route} does nothing that could be replayed.`)
}

/** Who sent it: the credential as it is today, but whether or not it still opens anything. */
async function callerOf(
  { accessStorage, ports }: AdminServices,
  { id: tenantId }: Tenant,
  { actor }: LoggedRequest,
  notes: string[],
): Promise<Caller> {
  const credential = await accessStorage.forTenant(tenantId).credential(actor)
  if (credential === undefined) {
    notes.push(`There is no credential ${actor.slice(0, 80)}, so it was read by the profile ${compat.name} and may do everything.`)
    return { tenantId, actor, profile: compat }
  }
  if (credential.revoked !== undefined || credential.expires <= ports.now())
    notes.push('The credential that sent it has ended: today it would be refused.')
  const { scopes, profile } = credential
  return { tenantId, actor, profile: profileNamed(profile) ?? compat, permits: (access, endpoint) => permits(scopes, access, endpoint) }
}

async function outcomeOf(run: () => Promise<ScimResponse>): Promise<Pick<Replay, 'status' | 'scimType' | 'detail' | 'operations'>> {
  try {
    const { status, body } = await run()
    const content: JsonValue = typeof body === 'string' && body.includes('"Operations"') ? JSON.parse(body) : null
    const results = isJsonObject(content) && isJsonArray(content['Operations']) ? content['Operations'] : []
    return { status, scimType: null, detail: null, operations: results.flatMap(resultOf) }
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return { status: error.status, scimType: error.scimType ?? null, detail: error.detail, operations: [] }
  }
}

function resultOf(result: JsonValue): Replay['operations'] {
  if (!isJsonObject(result)) return []
  const { method, status, response } = result
  const detail = isJsonObject(response) && typeof response['detail'] === 'string' ? response['detail'] : null
  return [{ method: String(method), status: Number(status), detail }]
}
