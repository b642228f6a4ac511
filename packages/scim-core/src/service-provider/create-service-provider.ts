import type { ResourceType } from '../schema/resource-type.ts'
import { notFound } from '../scim-error.ts'
import { bulk } from './bulk.ts'
import { createResource } from './create-resource.ts'
import { cursorSeal } from './cursor.ts'
import { deleteResource } from './delete-resource.ts'
import { discovery } from './discovery.ts'
import { modifyResource } from './modify-resource.ts'
import type { Operation } from './operation.ts'
import { demand } from './permission.ts'
import { queryResources } from './query-resources.ts'
import { replaceResource } from './replace-resource.ts'
import { retrieveResource } from './retrieve-resource.ts'
import type { Access, RequestContext, ServiceProvider, ServiceProviderOptions } from './service-provider.ts'

/**
 * A service provider over the given storage and resource types (RFC 7644 §3). Holds no state of its own.
 * @throws Error with one sentence for a `baseUrl` or a `cursorKey` that cannot be used.
 */
export function createServiceProvider(options: ServiceProviderOptions): ServiceProvider {
  refuseUnusable(options)
  const { storage, resourceTypes } = options
  const cursors = cursorSeal(options.cursorKey, options.limits.cursorTimeout)
  const discovered = discovery(options)

  const typeAt = (endpoint: string): ResourceType => {
    const resourceType = resourceTypes.at(endpoint)
    if (resourceType === undefined) throw notFound(`There is no endpoint '${endpoint.slice(0, 80)}'; GET /ResourceTypes lists them.`)
    return resourceType
  }
  const operation = (context: RequestContext, endpoint: string, access: Access): Operation => {
    const resourceType = typeAt(endpoint)
    demand(context.caller, access, resourceType.endpoint)
    return { options, context, store: storage.forTenant(context.caller.tenantId), resourceType }
  }
  /** RFC 7644 §3.4.2.1: a query at the root finds what the caller may read. Where that is nothing, it is refused as for the first type. */
  const readableTypes = ({ caller }: RequestContext): readonly ResourceType[] => {
    const readable = resourceTypes.all.filter(({ endpoint }) => caller.permits?.('read', endpoint) ?? true)
    for (const { endpoint } of readable.length === 0 ? resourceTypes.all : []) demand(caller, 'read', endpoint)
    return readable
  }

  const provider: ServiceProvider = {
    options,
    create: async (context, endpoint, body, projection) => createResource(operation(context, endpoint, 'write'), body, projection),
    retrieve: async (context, endpoint, id, projection, preconditions) =>
      retrieveResource(operation(context, endpoint, 'read'), id, projection, preconditions),
    query: async (context, endpoint, search) =>
      queryResources(
        {
          options,
          context,
          cursors,
          store: storage.forTenant(context.caller.tenantId),
          resourceTypes: endpoint === undefined ? readableTypes(context) : [operation(context, endpoint, 'read').resourceType],
        },
        search,
      ),
    replace: async (context, endpoint, id, body, projection, preconditions) =>
      replaceResource(operation(context, endpoint, 'write'), id, body, projection, preconditions),
    modify: async (context, endpoint, id, body, projection, preconditions) =>
      modifyResource(operation(context, endpoint, 'write'), id, body, projection, preconditions),
    delete: async (context, endpoint, id, preconditions) => deleteResource(operation(context, endpoint, 'write'), id, preconditions),
    bulk: async (context, body) => bulk(provider, context, body),
    ...discovered,
  }
  return provider
}

/** Neither would be noticed before a client is given locations with two slashes, or the process ends with an unhandled rejection. */
function refuseUnusable({ baseUrl, cursorKey }: ServiceProviderOptions): void {
  if (!/^https?:\/\/[^?#]*[^?#/]$/.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new Error(
      `baseUrl has to be an http or https URL without a slash at the end, like https://id.example.com/scim/v2, not '${baseUrl.slice(0, 80)}'.`,
    )
  }
  if (cursorKey.byteLength !== 32) throw new Error(`cursorKey has to have 32 bytes, not ${cursorKey.byteLength}.`)
}
