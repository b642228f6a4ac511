import { integer } from 'drizzle-orm/pg-core/columns/integer'
import { foreignKey } from 'drizzle-orm/pg-core/foreign-keys'
import { index } from 'drizzle-orm/pg-core/indexes'
import { primaryKey } from 'drizzle-orm/pg-core/primary-keys'
import { pgTable } from 'drizzle-orm/pg-core/table'
import { number, text } from './postgres-columns.ts'

// As tables/access-sqlite.ts, column by column.

export const tenants = pgTable('tenants', {
  tenant: text('tenant').primaryKey(),
  name: text('name').notNull(),
  created: number('created').notNull(),
  suspended: number('suspended'),
  settings: text('settings').notNull(),
})

export const credentials = pgTable(
  'credentials',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    kind: text('kind').notNull(),
    version: number('version').notNull(),
    created: number('created').notNull(),
    expires: number('expires').notNull(),
    revoked: number('revoked'),
    lastUsed: number('last_used'),
    details: text('details').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    foreignKey({ columns: [table.tenant], foreignColumns: [tenants.tenant] }).onDelete('cascade'),
  ],
)

export const accessTokens = pgTable(
  'access_tokens',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    credentialId: text('credential_id').notNull(),
    digest: text('digest').notNull(),
    scopes: text('scopes').notNull(),
    expires: number('expires').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.id] }), index('access_tokens_expires').on(table.tenant, table.expires)],
)

export const usedKeys = pgTable(
  'used_keys',
  {
    tenant: text('tenant').notNull(),
    key: text('key').notNull(),
    expires: number('expires').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.key] }), index('used_keys_expires').on(table.tenant, table.expires)],
)

export const requestLog = pgTable(
  'request_log',
  {
    tenant: text('tenant').notNull(),
    time: number('time').notNull(),
    id: text('id').notNull(),
    requestId: text('request_id').notNull(),
    actor: text('actor').notNull(),
    resourceId: text('resource_id'),
    status: integer('status').notNull(),
    details: text('details').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.time, table.id] }),
    index('request_log_id').on(table.tenant, table.id),
    index('request_log_request').on(table.tenant, table.requestId),
    index('request_log_resource').on(table.tenant, table.resourceId, table.time),
  ],
)

export const auditSeals = pgTable(
  'audit_seals',
  {
    tenant: text('tenant').notNull(),
    sequence: number('sequence').notNull(),
    hash: text('hash').notNull(),
    cursor: text('cursor'),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sequence] })],
)
