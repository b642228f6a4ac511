import { integer } from 'drizzle-orm/pg-core/columns/integer'
import { foreignKey } from 'drizzle-orm/pg-core/foreign-keys'
import { index, uniqueIndex } from 'drizzle-orm/pg-core/indexes'
import { primaryKey } from 'drizzle-orm/pg-core/primary-keys'
import { pgSequence } from 'drizzle-orm/pg-core/sequence'
import { pgTable } from 'drizzle-orm/pg-core/table'
import { sql } from 'drizzle-orm/sql/sql'
import { json, number, text, transactionId } from './postgres-columns.ts'

export * from './access-postgres.ts'

// As tables/sqlite.ts, column by column; tables/agreement.ts proves it. The tenant is the first column of every key, index and foreign
// key, so that the tables can be distributed by it.

export const resources = pgTable(
  'resources',
  {
    tenant: text('tenant').notNull(),
    id: text('id').notNull(),
    type: text('type').notNull(),
    version: number('version').notNull(),
    created: number('created').notNull(),
    lastModified: number('last_modified').notNull(),
    document: text('document').notNull(),
    comparable: json('comparable').notNull(),
    indexed: text('indexed').notNull(),
    label: text('label'),
    foldedLabel: text('folded_label'),
    passwordHash: text('password_hash'),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    // Without the label, which may be longer than a row of an index.
    index('resources_listing').on(table.tenant, table.type, table.id, table.created),
    index('resources_last_modified').on(table.tenant, table.type, table.lastModified, table.id),
  ],
)

export const resourceCounts = pgTable(
  'resource_counts',
  {
    tenant: text('tenant').notNull(),
    type: text('type').notNull(),
    count: number('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.type] })],
)

export const indexedValues = pgTable(
  'indexed_values',
  {
    tenant: text('tenant').notNull(),
    type: text('type').notNull(),
    path: text('path').notNull(),
    value: text('value').notNull(),
    id: text('id').notNull(),
    isUnique: integer('is_unique').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.type, table.path, table.value, table.id] }),
    uniqueIndex('indexed_values_unique').on(table.tenant, table.type, table.path, table.value).where(sql`is_unique = 1`),
  ],
)

export const memberships = pgTable(
  'memberships',
  {
    tenant: text('tenant').notNull(),
    groupId: text('group_id').notNull(),
    memberId: text('member_id').notNull(),
    groupType: text('group_type').notNull(),
    memberType: text('member_type').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.groupId, table.memberId] }),
    index('memberships_member').on(table.tenant, table.memberId, table.groupId, table.groupType),
    foreignKey({ columns: [table.tenant, table.groupId], foreignColumns: [resources.tenant, resources.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenant, table.memberId], foreignColumns: [resources.tenant, resources.id] }).onDelete('cascade'),
  ],
)

/** Numbers journal entries. Within a tenant the order of numbers is the order of transaction ids (drivers/postgres-unit.ts). */
export const journalSequence = pgSequence('journal_sequence')

export const journal = pgTable(
  'journal',
  {
    sequence: number('sequence').notNull(),
    tenant: text('tenant').notNull(),
    type: text('type').notNull(),
    id: text('id').notNull(),
    version: number('version').notNull(),
    operation: text('operation').notNull(),
    actor: text('actor').notNull(),
    requestId: text('request_id').notNull(),
    time: number('time').notNull(),
    changed: text('changed').notNull(),
    /** The transaction that wrote the entry: readers wait for all that began before it. */
    xid: transactionId('xid').notNull().default(sql`pg_current_xact_id()`),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.sequence] })],
)
