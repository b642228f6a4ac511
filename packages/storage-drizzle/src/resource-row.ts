import type { StoredResource } from '@rollcall/scim-core/storage'
import { type SQL, sql } from 'drizzle-orm/sql/sql'

/** A resource as a driver returns it. */
export interface ResourceRow extends Omit<StoredResource, 'passwordHash'> {
  readonly passwordHash: string | null
}

/** The select list of a `ResourceRow`. `row` is what the statement calls the table, with a dot; or nothing. */
export function resourceColumns(row: 'r.' | ''): SQL {
  const columns = { id: 'id', type: 'type', version: 'version', created: 'created', lastModified: 'last_modified', document: 'document' }
  const list = Object.entries({ ...columns, passwordHash: 'password_hash' }).map(([name, column]) =>
    sql.raw(`${row}${column} as "${name}"`),
  )
  return sql.join(list, sql`, `)
}

export function storedResource({ id, type, version, created, lastModified, document, passwordHash }: ResourceRow): StoredResource {
  return { id, type, version, created, lastModified, document, passwordHash: passwordHash ?? undefined }
}
