import { integer } from 'drizzle-orm/sqlite-core/columns/integer'
import { text } from 'drizzle-orm/sqlite-core/columns/text'
import { foreignKey } from 'drizzle-orm/sqlite-core/foreign-keys'
import { index } from 'drizzle-orm/sqlite-core/indexes'
import { primaryKey } from 'drizzle-orm/sqlite-core/primary-keys'
import { sqliteTable } from 'drizzle-orm/sqlite-core/table'

// The tenant is the first column of every key, index and foreign key here too. Times are milliseconds since 1970.

export const tenants = sqliteTable('tenants', {
  tenant: text('tenant').primaryKey(),
  name: text('name').notNull(),
  created: integer('created').notNull(),
  suspended: integer('suspended'),
  /** JSON. */
  settings: text('settings').notNull(),
})

export const credentials = sqliteTable(
  'credentials',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    kind: text('kind').notNull(),
    version: integer('version').notNull(),
    created: integer('created').notNull(),
    expires: integer('expires').notNull(),
    revoked: integer('revoked'),
    lastUsed: integer('last_used'),
    /** JSON of what is never searched: name, scopes, profile, settings, digests of secrets, assertion. */
    details: text('details').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    foreignKey({ columns: [table.tenant], foreignColumns: [tenants.tenant] }).onDelete('cascade'),
  ],
)

export const accessTokens = sqliteTable(
  'access_tokens',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    credentialId: text('credential_id').notNull(),
    digest: text('digest').notNull(),
    /** A JSON array. */
    scopes: text('scopes').notNull(),
    expires: integer('expires').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.id] }), index('access_tokens_expires').on(table.tenant, table.expires)],
)

/** Keys that may be used once, such as the ids of assertions. */
export const usedKeys = sqliteTable(
  'used_keys',
  {
    tenant: text('tenant').notNull(),
    key: text('key').notNull(),
    expires: integer('expires').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.key] }), index('used_keys_expires').on(table.tenant, table.expires)],
)

export const requestLog = sqliteTable(
  'request_log',
  {
    tenant: text('tenant').notNull(),
    time: integer('time').notNull(),
    id: text('id').notNull(),
    requestId: text('request_id').notNull(),
    actor: text('actor').notNull(),
    resourceId: text('resource_id'),
    status: integer('status').notNull(),
    /** JSON of what is never searched. */
    details: text('details').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.time, table.id] }),
    index('request_log_id').on(table.tenant, table.id),
    index('request_log_request').on(table.tenant, table.requestId),
    index('request_log_resource').on(table.tenant, table.resourceId, table.time),
  ],
)

/** The hash chain over a tenant's journal. Rows are only ever added. */
export const auditSeals = sqliteTable(
  'audit_seals',
  {
    tenant: text('tenant').notNull(),
    sequence: integer('sequence').notNull(),
    hash: text('hash').notNull(),
    /** Where the journal is read on from, of the last seal of each page. */
    cursor: text('cursor'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sequence] })],
)
