import { isJsonObject, type JsonObject } from '../json.ts'
import type { Attribute } from '../schema/attribute.ts'
import { resourceTypeSchema } from '../schema/definitions/resource-type.ts'
import { schemaSchema } from '../schema/definitions/schema.ts'
import { serviceProviderConfigSchema } from '../schema/definitions/service-provider-config.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { completeSchema, type Schema } from '../schema/schema.ts'
import { notFound } from '../scim-error.ts'
import { listResponseSchema } from './query-resources.ts'
import type { ScimResponse, ServiceProviderOptions } from './service-provider.ts'

/** RFC 7644 §4: three endpoints that say what the service provider can do. Made once; no storage is read. */
export interface Discovery {
  serviceProviderConfig(): ScimResponse
  resourceTypes(id: string | undefined): ScimResponse
  schemas(id: string | undefined): ScimResponse
}

export function discovery(options: ServiceProviderOptions): Discovery {
  const config = answer(serviceProviderConfig(options), `${options.baseUrl}/ServiceProviderConfig`)
  const resourceTypes = collection(options.resourceTypes.all.map((each) => [each.name, resourceTypeResource(each, options)]))
  const schemas = collection(
    [...options.resourceTypes.schemas, ...serviceSchemas].map((each) => [each.id.toLowerCase(), schemaResource(each, options)]),
  )
  return {
    serviceProviderConfig: () => config,
    resourceTypes: (id) => resourceTypes(id, () => `There is no resource type '${cut(id)}'; GET /ResourceTypes lists them.`),
    schemas: (id) => schemas(id?.toLowerCase(), () => `There is no schema '${cut(id)}'; GET /Schemas lists them.`),
  }
}

const serviceSchemas: readonly Schema[] = [serviceProviderConfigSchema, resourceTypeSchema, schemaSchema].map(completeSchema)

function collection(
  resources: readonly (readonly [string, JsonObject])[],
): (id: string | undefined, missing: () => string) => ScimResponse {
  const all = answer({
    schemas: [listResponseSchema],
    totalResults: resources.length,
    itemsPerPage: resources.length,
    startIndex: 1,
    Resources: resources.map(([, resource]) => resource),
  })
  const byId = new Map(resources.map(([id, resource]) => [id, answer(resource, locationIn(resource))]))
  return (id, missing) => {
    if (id === undefined) return all
    const found = byId.get(id)
    if (found === undefined) throw notFound(missing())
    return found
  }
}

function serviceProviderConfig({
  baseUrl,
  limits,
  hashPassword,
  authenticationSchemes,
  documentationUri,
}: ServiceProviderOptions): JsonObject {
  return {
    schemas: [serviceProviderConfigSchema.id],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: { supported: true },
    bulk: { supported: true, maxOperations: limits.bulkOperations, maxPayloadSize: limits.bulkPayload },
    filter: { supported: true, maxResults: limits.maxPageSize },
    changePassword: { supported: hashPassword !== undefined },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: limits.defaultPageSize,
      maxPageSize: limits.maxPageSize,
      cursorTimeout: limits.cursorTimeout,
    },
    authenticationSchemes: authenticationSchemes.map((scheme): JsonObject => ({ ...scheme })),
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  }
}

function resourceTypeResource(resourceType: ResourceType, { baseUrl }: ServiceProviderOptions): JsonObject {
  return {
    schemas: [resourceTypeSchema.id],
    id: resourceType.name,
    name: resourceType.name,
    description: resourceType.description,
    endpoint: resourceType.endpoint,
    schema: resourceType.schema.id,
    ...(resourceType.extensions.length === 0
      ? {}
      : { schemaExtensions: resourceType.extensions.map(({ schema, required }) => ({ schema: schema.id, required })) }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${resourceType.name}` },
  }
}

function schemaResource(schema: Schema, { baseUrl }: ServiceProviderOptions): JsonObject {
  return {
    schemas: [schemaSchema.id],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(attributeResource),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  }
}

/** RFC 7643 §7: every characteristic is published, defaults too; those that a type cannot have are left out. */
function attributeResource(attribute: Attribute): JsonObject {
  const { type } = attribute
  const isText = type === 'string' || type === 'reference' || type === 'binary'
  return {
    name: attribute.name,
    type,
    ...(type === 'complex' ? { subAttributes: attribute.subAttributes.map(attributeResource) } : {}),
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(attribute.canonicalValues.length === 0 ? {} : { canonicalValues: attribute.canonicalValues }),
    ...(isText ? { caseExact: attribute.caseExact } : {}),
    mutability: attribute.mutability,
    returned: attribute.returned,
    ...(type === 'complex' || type === 'boolean' ? {} : { uniqueness: attribute.uniqueness }),
    ...(type === 'reference' ? { referenceTypes: attribute.referenceTypes } : {}),
  }
}

function answer(resource: JsonObject, location?: string): ScimResponse {
  const body = JSON.stringify(resource)
  return { status: 200, body, location, etag: `W/"${digest(body)}"` }
}

/** FNV-1a, to tell one configuration from another in an ETag; nothing is secured by it. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(16)
}

function locationIn(resource: JsonObject): string | undefined {
  const meta = resource['meta']
  const location = isJsonObject(meta) ? meta['location'] : undefined
  return typeof location === 'string' ? location : undefined
}

const cut = (id: string | undefined): string => (id ?? '').slice(0, 80)
