import type { JsonObject, JsonValue } from '../json.ts'
import type { Profile } from '../profiles/profile.ts'
import { comparableOf } from '../schema/comparable.ts'
import { indexedValuesOf, labelOf } from '../schema/indexed-values.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { invalidValue } from '../scim-error.ts'
import type { ResourceContent } from '../storage/storage.ts'
import { withReferences } from './resource-references.ts'
import type { Caller, ServiceProviderOptions } from './service-provider.ts'
import { withoutSecrets } from './without-secrets.ts'

/** A canonical resource taken apart: what becomes the document, what becomes edges, what is hashed. */
export interface ResourceParts {
  readonly document: JsonObject
  /** Elements of the membership attribute, or undefined when it was not sent. */
  readonly members: readonly JsonValue[] | undefined
  readonly password: string | undefined
}

export function partsOf(resource: JsonObject, resourceType: ResourceType, options: ServiceProviderOptions): ResourceParts {
  const document: Record<string, JsonValue> = {}
  let members: readonly JsonValue[] | undefined
  let password: string | undefined
  for (const [name, value] of Object.entries(resource)) {
    const attribute = resourceType.attribute(name)
    if (attribute !== undefined && attribute === resourceType.membership) members = Array.isArray(value) ? value : []
    else if (attribute?.mutability === 'writeOnly') password = typeof value === 'string' ? value : undefined
    else document[name] = value
  }
  return { document: withReferences(withoutSecrets(document, resourceType), resourceType, options), members, password }
}

/**
 * The stored forms of a document. `password` undefined keeps the stored one, null clears it.
 * @throws ScimError invalidValue when the document is too long, or an indexed value is.
 */
export async function contentOf(
  document: JsonObject,
  password: string | null | undefined,
  resourceType: ResourceType,
  { profile, tenantId }: Pick<Caller, 'profile' | 'tenantId'>,
  options: ServiceProviderOptions,
): Promise<ResourceContent> {
  const text = JSON.stringify(document)
  if (text.length > options.limits.resourceLength) {
    throw invalidValue(
      `The ${resourceType.name} would have ${text.length} characters as JSON; at most ${options.limits.resourceLength} are kept.`,
    )
  }
  const comparable = comparableOf(document, resourceType)
  return {
    document: text,
    comparable,
    indexed: indexedValuesOf(comparable, resourceType, alsoUnique(resourceType, profile)),
    label: labelOf(document, resourceType),
    ...(await passwordHash(password, tenantId, options)),
  }
}

/** Whether a resource with these attributes changed has the index rows and the label that it had. */
export function isFoundAsBefore(changed: readonly string[], resourceType: ResourceType, profile: Profile): boolean {
  const finding = [...resourceType.indexes.map(({ name }) => name), ...resourceType.label, ...alsoUnique(resourceType, profile)]
  return !changed.some((path) => finding.some((name) => name === path || isWithin(name, path) || isWithin(path, name)))
}

function isWithin(path: string, whole: string): boolean {
  return path.startsWith(whole) && /[.:]/.test(path.charAt(whole.length))
}

function alsoUnique({ name }: ResourceType, { unique }: Profile): string[] {
  return unique.filter(({ resourceType }) => resourceType === name).map(({ path }) => path)
}

/** PASSWORDS=ignore: what is sent is accepted and nothing of it is kept. */
async function passwordHash(
  password: string | null | undefined,
  tenantId: string,
  options: ServiceProviderOptions,
): Promise<{ passwordHash?: string | null }> {
  if (password === undefined || options.hashPassword === undefined) return {}
  return { passwordHash: password === null ? null : await options.hashPassword(password, tenantId) }
}
