import type { JsonObject, JsonValue } from '../json.ts'
import type { Profile } from '../profiles/profile.ts'
import { profileNamed } from '../profiles/profiles.ts'
import { groupResourceType, userResourceType } from '../schema/definitions/resource-types.ts'
import type { ResourceTypeDefinition } from '../schema/resource-type.ts'
import { completeResourceTypes } from '../schema/resource-types.ts'
import { createMemoryStorage } from '../storage/memory-storage.ts'
import { createServiceProvider } from './create-service-provider.ts'
import { defaultLimits } from './limits.ts'
import type {
  Limits,
  Preconditions,
  ProjectionRequest,
  RequestContext,
  ScimResponse,
  SearchRequest,
  ServiceProvider,
} from './service-provider.ts'

export const all: ProjectionRequest = { attributes: undefined, excludedAttributes: undefined }
export const unconditional: Preconditions = { ifMatch: undefined, ifNoneMatch: undefined }
export const wholeList: SearchRequest = {
  ...all,
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  startIndex: undefined,
  count: undefined,
  cursor: undefined,
}
export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export interface Example {
  readonly provider: ServiceProvider
  readonly context: RequestContext
  readonly tolerated: string[]
  /** Moves the clock, which otherwise stands still. */
  advance(milliseconds: number): void
  as(tenantId: string): RequestContext
}

/** A service provider over memory storage, with a clock that stands still and ids that count up. */
export function example(
  settings: { profile?: string; limits?: Partial<Limits>; types?: readonly ResourceTypeDefinition[]; hash?: boolean } = {},
): Example {
  let time = Date.UTC(2026, 0, 1)
  let ids = 0
  const tolerated: string[] = []
  const profile = namedProfile(settings.profile ?? 'strict')
  const as = (tenantId: string): RequestContext => ({
    caller: { tenantId, actor: 'test', profile },
    requestId: 'r1',
    tolerated: (id) => tolerated.push(id),
  })
  const provider = createServiceProvider({
    storage: createMemoryStorage(),
    resourceTypes: completeResourceTypes(settings.types ?? [userResourceType, groupResourceType]),
    baseUrl: 'https://scim.example/v2',
    now: () => time,
    newId: () => `id-${String(++ids).padStart(4, '0')}`,
    limits: { ...defaultLimits, ...settings.limits },
    cursorKey: new Uint8Array(32).fill(7),
    hashPassword: settings.hash ? async (password) => `hashed:${password.length}` : undefined,
    authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: 'A token in the Authorization header.' }],
    documentationUri: undefined,
  })
  return { provider, context: as('acme'), tolerated, advance: (milliseconds) => (time += milliseconds), as }
}

/** The body of an answer as JSON, also when it came in pieces. */
export async function json(response: ScimResponse): Promise<JsonObject> {
  if (response.body === undefined) return {}
  if (typeof response.body === 'string') return JSON.parse(response.body) as JsonObject
  let text = ''
  for await (const piece of response.body) text += piece
  return JSON.parse(text) as JsonObject
}

export async function createUser({ provider, context }: Example, userName: string, more: JsonObject = {}): Promise<string> {
  const created = await json(await provider.create(context, '/Users', { schemas: [userUrn], userName, ...more }, all))
  return String(created['id'])
}

export async function createGroup({ provider, context }: Example, displayName: string, members: readonly string[] = []): Promise<string> {
  const body = { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) }
  return String((await json(await provider.create(context, '/Groups', body, all)))['id'])
}

export const patch = (...Operations: JsonValue[]): JsonObject => ({ schemas: [patchUrn], Operations })

function namedProfile(name: string): Profile {
  const profile = profileNamed(name)
  if (profile === undefined) throw new Error(`There is no profile ${name}.`)
  return profile
}
