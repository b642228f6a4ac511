import { defaultTenantSettings, type Tenant } from '@rollcall/access'
import { conflict, forbidden, notFound } from '../problem.ts'
import { type AdminServices, type Route, route } from '../route.ts'
import { listOf, newTenant, page, shownTenant, tenantChange } from '../schemas.ts'
import { tenantView } from '../views.ts'

const tag = 'Tenants'
/** How often a change is tried that others come before. */
const attempts = 3

export const tenantRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tenants',
    tag,
    summary: 'Lists tenants in the order of their ids',
    query: page,
    status: 200,
    answer: listOf(shownTenant),
    async run({ accessStorage }, { query: { after, limit } }) {
      const tenants = await accessStorage.tenants(after, limit)
      return { items: tenants.map(tenantView), next: tenants.length === limit ? (tenants.at(-1)?.id ?? null) : null }
    },
  }),
  route({
    method: 'POST',
    path: '/tenants',
    tag,
    summary: 'Makes a tenant',
    body: newTenant,
    status: 201,
    answer: shownTenant,
    async run({ accessStorage, ports }, { body: { id, name, settings } }) {
      const tenant: Tenant = {
        id,
        name: name ?? id,
        created: ports.now(),
        suspended: undefined,
        settings: merged(defaultTenantSettings, settings),
      }
      if ((await accessStorage.createTenant(tenant)) === 'exists') throw conflict(`There is a tenant ${id} already.`)
      return tenantView(tenant)
    },
  }),
  route({
    method: 'GET',
    path: '/tenants/{tenant}',
    tag,
    summary: 'Shows a tenant',
    status: 200,
    answer: shownTenant,
    run: async (services, { path }) => tenantView(await tenantIn(services, path)),
  }),
  route({
    method: 'PATCH',
    path: '/tenants/{tenant}',
    tag,
    summary: 'Changes the name or settings of a tenant, suspends it, or lets it in again',
    body: tenantChange,
    status: 200,
    answer: shownTenant,
    async run(services, { path, body: { name, suspended, settings }, by }) {
      // What one tenant may take from the others is not for itself to say.
      if (by.kind === 'ofTenant' && (suspended !== undefined || settings?.rate !== undefined))
        throw forbidden('Only the operator suspends a tenant or says how many requests it may send.')
      for (let tried = 1; ; tried += 1) {
        const tenant = await tenantIn(services, path)
        const changed: Tenant = {
          ...tenant,
          name: name ?? tenant.name,
          suspended: suspended === undefined ? tenant.suspended : suspended ? (tenant.suspended ?? services.ports.now()) : undefined,
          settings: merged(tenant.settings, settings),
        }
        switch (await services.accessStorage.replaceTenant(changed, tenant)) {
          case 'written':
            return tenantView(changed)
          case 'notFound':
            throw noTenant(tenant.id)
          case 'stale':
            // What was read may have been kept for seconds. Written back, it would undo what the operator did meanwhile.
            if (tried === attempts) throw conflict('The tenant was changed by somebody else at the same moment; look at it and try again.')
        }
      }
    },
  }),
]

/** The tenant that the path names. @throws Problem 404 */
export async function tenantIn({ accessStorage }: AdminServices, { tenant: id = '' }: Readonly<Record<string, string>>): Promise<Tenant> {
  const tenant = await accessStorage.tenant(id)
  if (tenant === undefined) throw noTenant(id)
  return tenant
}

export const noTenant = (id: string) => notFound(`There is no tenant ${id.slice(0, 80)}.`)

type Settings = Tenant['settings']
type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | null | undefined }

/** What is left out stays; null takes a limit away. */
function merged(settings: Settings, change: SettingsChange = {}): Settings {
  return {
    rate: change.rate ?? settings.rate,
    accessTokenMinutes: change.accessTokenMinutes ?? settings.accessTokenMinutes,
    requestLogDays: change.requestLogDays ?? settings.requestLogDays,
    logPersonalValues: change.logPersonalValues ?? settings.logPersonalValues,
    deprovisionLimit: change.deprovisionLimit === null ? undefined : (change.deprovisionLimit ?? settings.deprovisionLimit),
  }
}
