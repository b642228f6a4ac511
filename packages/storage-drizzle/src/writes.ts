import {
  changedResource,
  type MemberReference,
  type NewResource,
  type ResourceChange,
  type ResourceDeletion,
  type StoredResource,
  type WriteResult,
} from '@rollcall/scim-core/storage'
import type { Dialect } from './dialect.ts'
import { ConstraintViolation, type Executor, type Unit } from './executor.ts'
import { createRefusals } from './refusals.ts'
import { type ResourceRow, storedResource } from './resource-row.ts'
import { createCreateUnits } from './unit-create.ts'
import { createDeleteUnits } from './unit-delete.ts'
import { createUpdateUnits } from './unit-update.ts'

export interface Writes {
  create(tenant: string, resource: NewResource): Promise<WriteResult>
  update(tenant: string, change: ResourceChange): Promise<WriteResult>
  delete(tenant: string, deletion: ResourceDeletion): Promise<WriteResult>
}

type Get = (tenant: string, type: string, id: string) => Promise<StoredResource | undefined>

/** Every write is one unit, which a constraint undoes when it may not be. What is stored then tells why. */
export function createWrites(executor: Executor, dialect: Dialect, get: Get): Writes {
  const refusals = createRefusals(executor, dialect)
  const units = { create: createCreateUnits(dialect), update: createUpdateUnits(dialect), delete: createDeleteUnits(dialect) }

  return {
    create: (tenant, resource) =>
      attempt(
        executor,
        units.create(tenant, resource),
        () => written(newlyStored(resource)),
        async () => {
          if (await refusals.exists(tenant, resource.id)) return { outcome: 'conflict', path: 'id' }
          const ids = await refusals.unknownMembers(tenant, resource.members, resource)
          if (ids.length > 0) return { outcome: 'unknownMembers', ids }
          const path = await refusals.conflict(tenant, resource)
          return path === undefined ? undefined : { outcome: 'conflict', path }
        },
      ),

    update(tenant, change) {
      const { type, id, content } = change
      const unit = units.update(tenant, change)
      // What content was based on is what was there, or the unit was refused: the outcome is known without being read.
      const result = content === undefined ? firstWritten : () => written(changedResource(content.basedOn, change))
      return attempt(executor, unit, result, async () => {
        const stored = await get(tenant, type, id)
        const refused = versionRefusal(stored, change.ifVersion)
        if (stored === undefined || refused !== undefined) return refused
        if (content !== undefined && content.basedOn.version !== stored.version) return { outcome: 'stale' }
        const ids = await refusals.unknownMembers(tenant, addedMembers(change), stored)
        if (ids.length > 0) return { outcome: 'unknownMembers', ids }
        const [row] = await executor.read(unit.differs())
        if (row?.differs === 0) return { outcome: 'unchanged', resource: stored }
        const path = content === undefined ? undefined : await refusals.conflict(tenant, { type, id, indexed: content.indexed })
        return path === undefined ? undefined : { outcome: 'conflict', path }
      })
    },

    delete: (tenant, deletion) =>
      attempt(executor, units.delete(tenant, deletion), firstWritten, async () =>
        versionRefusal(await get(tenant, deletion.type, deletion.id), deletion.ifVersion),
      ),
  }
}

/** How often a unit is tried when nothing stands in its way any more: another write has come and gone. */
const attempts = 10

async function attempt<Row>(
  executor: Executor,
  unit: Unit<Row>,
  result: (rows: readonly Row[]) => WriteResult,
  refusal: () => Promise<WriteResult | undefined>,
): Promise<WriteResult> {
  for (let tried = 1; ; tried += 1) {
    try {
      return result(await executor.commit(unit))
    } catch (error) {
      if (!(error instanceof ConstraintViolation)) throw error
      const refused = await refusal()
      if (refused !== undefined) return refused
      if (tried === attempts) throw error
    }
  }
}

function firstWritten([row]: readonly ResourceRow[]): WriteResult {
  return row === undefined ? { outcome: 'notFound' } : written(storedResource(row))
}

function written(resource: StoredResource): WriteResult {
  return { outcome: 'written', resource }
}

function newlyStored({ type, id, created, document, passwordHash }: NewResource): StoredResource {
  return { type, id, version: 1, created, lastModified: created, document, passwordHash: passwordHash ?? undefined }
}

function versionRefusal(stored: StoredResource | undefined, ifVersion: readonly number[] | undefined): WriteResult | undefined {
  if (stored === undefined) return { outcome: 'notFound' }
  return ifVersion?.includes(stored.version) === false ? { outcome: 'versionMismatch', version: stored.version } : undefined
}

function addedMembers({ members }: ResourceChange): readonly MemberReference[] {
  if (members === undefined) return []
  return members.kind === 'delta' ? members.add : members.members
}
