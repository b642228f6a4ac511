import { sql } from 'drizzle-orm/sql/sql'
import { integer } from 'drizzle-orm/sqlite-core/columns/integer'
import { text } from 'drizzle-orm/sqlite-core/columns/text'
import { foreignKey } from 'drizzle-orm/sqlite-core/foreign-keys'
import { index, uniqueIndex } from 'drizzle-orm/sqlite-core/indexes'
import { primaryKey } from 'drizzle-orm/sqlite-core/primary-keys'
import { sqliteTable } from 'drizzle-orm/sqlite-core/table'

export * from './access-sqlite.ts'

// The tenant is the first column of every key, index and foreign key. Text compares as its UTF-8 bytes do: by code point.

/** One row for every live resource. Times are milliseconds since 1970. */
export const resources = sqliteTable(
  'resources',
  {
    tenant: text('tenant').notNull(),
    // RFC 7643 §3.1: unique among all resources of the service provider, whatever their type.
    id: text('id').notNull(),
    type: text('type').notNull(),
    // NOT NULL is what undoes a unit: a guard that does not hold makes it null.
    version: integer('version').notNull(),
    created: integer('created').notNull(),
    lastModified: integer('last_modified').notNull(),
    document: text('document').notNull(),
    comparable: text('comparable').notNull(),
    /** JSON text of the resource's rows in the index: what they are is known without looking for them. */
    indexed: text('indexed').notNull(),
    label: text('label'),
    /** The label as filters compare it. */
    foldedLabel: text('folded_label'),
    passwordHash: text('password_hash'),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.id] }),
    // Narrow: pages at any depth, counts, sorting by creation and the labels of members are read from here alone.
    index('resources_listing').on(table.tenant, table.type, table.id, table.created, table.label),
    index('resources_last_modified').on(table.tenant, table.type, table.lastModified, table.id),
  ],
)

/** How many live resources of a type there are: counting a million rows would take longer than reading a page of them. */
export const resourceCounts = sqliteTable(
  'resource_counts',
  {
    tenant: text('tenant').notNull(),
    type: text('type').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.type] })],
)

/** The equality index, which orders and prefixes use too, and which carries uniqueness. */
export const indexedValues = sqliteTable(
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
    uniqueIndex('indexed_values_unique').on(table.tenant, table.type, table.path, table.value).where(sql`is_unique`),
  ],
)

/** Edges: the member is directly in the group. */
export const memberships = sqliteTable(
  'memberships',
  {
    tenant: text('tenant').notNull(),
    groupId: text('group_id').notNull(),
    memberId: text('member_id').notNull(),
    groupType: text('group_type').notNull(),
    // NOT NULL refuses a member that is no live resource of the stated type.
    memberType: text('member_type').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant, table.groupId, table.memberId] }),
    index('memberships_member').on(table.tenant, table.memberId, table.groupId, table.groupType),
    foreignKey({ columns: [table.tenant, table.groupId], foreignColumns: [resources.tenant, resources.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenant, table.memberId], foreignColumns: [resources.tenant, resources.id] }).onDelete('cascade'),
  ],
)

/** What happened, in the order of commits. Rows are only ever added. */
export const journal = sqliteTable(
  'journal',
  {
    sequence: integer('sequence').primaryKey({ autoIncrement: true }),
    tenant: text('tenant').notNull(),
    type: text('type').notNull(),
    id: text('id').notNull(),
    version: integer('version').notNull(),
    operation: text('operation').notNull(),
    actor: text('actor').notNull(),
    requestId: text('request_id').notNull(),
    time: integer('time').notNull(),
    /** A JSON array of attribute paths. */
    changed: text('changed').notNull(),
  },
  (table) => [index('journal_tenant').on(table.tenant, table.sequence)],
)
