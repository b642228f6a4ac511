import { everything, memberPages, type ResourceChange, type ResourceStore, ScimError, type Storage } from '@rollcall/scim-core'
import type { AccessStorage } from '../access-storage.ts'
import type { Now } from '../ports.ts'

export interface DeprovisionGuardOptions {
  readonly storage: Storage
  /** Where the tenants' limits are. Wrap it in `cachedAccessStorage`. */
  readonly accessStorage: Pick<AccessStorage, 'tenant'>
  readonly now: Now
  /** Called when a tenant's client was stopped: somebody should look. */
  readonly onStopped: (tenantId: string, what: string) => void
}

/** In milliseconds. */
const period = 600_000
/** So many may always be taken away: a small organisation is not stopped by its first leaver. */
const always = 10

/**
 * Stops a client that takes away more than a tenant's `deprovisionLimit` within ten minutes: resources deleted or deactivated, as a
 * share of their type, and members removed, as a share of their group. An identity provider that lost its directory looks just so.
 * Where no limit is set nothing is counted. To let it through the administrator raises the limit or takes it away.
 */
export function guardDeprovisioning({ storage, accessStorage, now, onStopped }: DeprovisionGuardOptions): Storage {
  const losses = new Map<string, { readonly since: number; readonly total: number; lost: number }>()

  return {
    forTenant(tenantId) {
      const store = storage.forTenant(tenantId)

      /** The count of what is lost of one whole. @param count how large the whole is before the first loss */
      const lossOf = async (whole: string, count: () => Promise<number>) => {
        const key = `${tenantId}\0${whole}`
        const running = () => {
          const known = losses.get(key)
          return known !== undefined && now() - known.since < period ? known : undefined
        }
        const known = running()
        if (known !== undefined) return known
        const total = await count()
        // Whoever has counted meanwhile has begun already: all have to add to one count.
        const others = running()
        if (others !== undefined) return others
        const fresh = { since: now(), total, lost: 0 }
        losses.set(key, fresh)
        for (const [each, { since }] of losses) if (now() - since >= period) losses.delete(each)
        return fresh
      }

      const guarded = async <Result extends { readonly outcome: string }>(
        { whole, lost, count }: Loss,
        limit: number,
        write: () => Promise<Result>,
      ): Promise<Result> => {
        if (lost === 0) return write()
        const loss = await lossOf(whole, count)
        if (loss.lost + lost > Math.max(always, Math.floor((loss.total * limit) / 100))) {
          onStopped(tenantId, whole)
          throw stopped(whole, limit, Math.ceil((loss.since + period - now()) / 1000))
        }
        // Before the write, so that a client which sends them all at once is stopped as well; what was not written is given back.
        loss.lost += lost
        let isWritten = false
        try {
          const result = await write()
          isWritten = result.outcome === 'written'
          return result
        } finally {
          if (!isWritten) loss.lost -= lost
        }
      }
      const limitNow = async () => (await accessStorage.tenant(tenantId))?.settings.deprovisionLimit

      return {
        ...store,
        async delete(deletion) {
          const limit = await limitNow()
          const loss = { whole: deletion.type, lost: 1, count: () => countOf(store, deletion.type) }
          return limit === undefined ? store.delete(deletion) : guarded(loss, limit, () => store.delete(deletion))
        },
        async update(change) {
          const limit = await limitNow()
          if (limit === undefined) return store.update(change)
          const deactivation = { whole: change.type, lost: isDeactivation(change) ? 1 : 0, count: () => countOf(store, change.type) }
          return guarded(await lossOfMembers(store, change), limit, () => guarded(deactivation, limit, () => store.update(change)))
        },
      }
    },
  }
}

interface Loss {
  /** What something is lost of, for people. */
  readonly whole: string
  readonly lost: number
  /** How large the whole is. */
  readonly count: () => Promise<number>
}

function stopped(whole: string, limit: number, seconds: number): ScimError {
  const detail = `More than ${limit} % of ${whole.startsWith('members') ? 'the members of this group' : `all resources of type ${whole}`} would be gone within ten minutes. If that is meant, the administrator of this service has to raise the limit.`
  return new ScimError(429, undefined, detail, { 'Retry-After': String(Math.max(1, seconds)) })
}

/** `active` becomes false, whatever type it is. */
function isDeactivation({ content, note }: ResourceChange): boolean {
  return content !== undefined && note.changed.includes('active') && content.comparable['active']?.[0] === false
}

async function countOf(store: ResourceStore, type: string): Promise<number> {
  const { total = 0 } = await store.query({
    select: [{ type, filter: everything, sortBy: undefined }],
    order: 'ascending',
    page: { kind: 'index', offset: 0, limit: 0 },
    total: true,
  })
  return total
}

async function lossOfMembers(store: ResourceStore, { id, members }: ResourceChange): Promise<Loss> {
  const whole = `members of ${id}`
  if (members === undefined || (members.kind === 'delta' && members.remove.length === 0)) return { whole, lost: 0, count: async () => 0 }
  const there = new Set<string>()
  for await (const page of memberPages(store, [id])) for (const member of page) there.add(member.id)
  const total = there.size
  const kept = members.kind === 'delta' ? undefined : new Set(members.members.map((each) => each.id))
  const lost =
    members.kind === 'delta' ? members.remove.filter((each) => there.has(each)) : [...there].filter((each) => kept?.has(each) === false)
  return { whole, lost: lost.length, count: async () => total }
}
