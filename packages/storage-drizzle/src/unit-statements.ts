import { fold } from '@rollcall/scim-core/schema'
import type { JournalNote, ResourceContent } from '@rollcall/scim-core/storage'
import type { Column } from 'drizzle-orm/column'
import { type SQL, sql } from 'drizzle-orm/sql/sql'
import type { Dialect } from './dialect.ts'
import type { Templates } from './statement.ts'

/** The resource that a unit of statements writes, as places in their SQL. */
export interface Target {
  readonly tenant: SQL
  readonly type: SQL
  readonly id: SQL
}

/** The names of columns, as insert and update want them: without the table. */
export function names(...columns: readonly Column[]): SQL {
  return sql.join(
    columns.map((column) => sql.identifier(column.name)),
    sql`, `,
  )
}

/** Adds the index rows of resource `target` that are in one JSON text and not in the other. A taken unique value refuses the unit. */
export function addIndexedValues({ tenant, type, id }: Target, { of, without }: IndexTexts, dialect: Dialect): SQL {
  const { indexedValues } = dialect.tables
  const columns = [
    indexedValues.tenant,
    indexedValues.type,
    indexedValues.path,
    indexedValues.value,
    indexedValues.id,
    indexedValues.isUnique,
  ]
  return sql`insert into ${indexedValues} (${names(...columns)})
    select ${tenant}, ${type}, i.path, i.value, ${id}, i."unique" from ${indexRows(of, dialect)} i${except(without, dialect)}`
}

/** Removes the index rows of resource `target` that are in one JSON text and not in the other. */
export function removeIndexedValues({ tenant, type, id }: Target, { of, without }: IndexTexts, dialect: Dialect): SQL {
  return sql`delete from ${dialect.tables.indexedValues} where tenant = ${tenant} and type = ${type} and id = ${id}
    and (path, value) in (select i.path, i.value from ${indexRows(of, dialect)} i${except(without, dialect)})`
}

/** JSON texts of `ResourceContent.indexed`. */
export interface IndexTexts {
  readonly of: SQL
  readonly without?: SQL
}

function except(without: SQL | undefined, dialect: Dialect): SQL {
  if (without === undefined) return sql``
  return sql` where (i.path, i.value, i."unique") not in (select o.path, o.value, o."unique" from ${indexRows(without, dialect)} o)`
}

function indexRows(indexed: SQL, { records }: Dialect): SQL {
  return records(indexed, { path: 'text', value: 'text', unique: 'boolean' })
}

/**
 * Adds edges from group `target`; those there are stay. A member that is no live resource of the stated type has no type, which
 * refuses the unit.
 */
export function addMembers(target: Target, members: SQL, { tables, records }: Dialect): SQL {
  const { memberships, resources } = tables
  const key = names(memberships.tenant, memberships.groupId, memberships.memberId)
  return sql`insert into ${memberships} (${key}, ${names(memberships.groupType, memberships.memberType)})
    select r.tenant, r.id, a.id, r.type, (select m.type from ${resources} m where m.tenant = r.tenant and m.id = a.id and (a.type is null or m.type = a.type))
    from ${resources} r cross join ${records(members, { id: 'text', type: 'text' })} a where ${isTarget(target)}
    on conflict (${key}) do nothing`
}

/** Resource `r` is the one that is written. */
export function isTarget({ tenant, type, id }: Target): SQL {
  return sql`r.tenant = ${tenant} and r.id = ${id} and r.type = ${type}`
}

/** Writes the journal entry for resource `target`, with this version. */
export function recordOne({ tenant, type, id }: Target, version: SQL, note: NotePlaces, dialect: Dialect): SQL {
  return sql`insert into ${dialect.tables.journal} (${journalColumns(dialect)})
    values (${numbered('one', dialect)}${tenant}, ${type}, ${id}, ${version}, ${noted(note)})`
}

/** Writes a journal entry for each of the resources `r`, with the version that they have by now. */
export function recordEach(from: SQL, note: NotePlaces, dialect: Dialect): SQL {
  return sql`insert into ${dialect.tables.journal} (${journalColumns(dialect)})
    select ${numbered('several', dialect)}r.tenant, r.type, r.id, r.version, ${noted(note)} from ${from}`
}

function journalColumns({ tables: { journal }, journal: { sequence } }: Dialect): SQL {
  const { tenant, type, id, version, operation, actor, requestId, time, changed } = journal
  const numbers = sequence('one') === undefined ? [] : [journal.sequence]
  return names(...numbers, tenant, type, id, version, operation, actor, requestId, time, changed)
}

/** The number of the entry, where the database does not give it by itself. */
function numbered(entries: 'one' | 'several', dialect: Dialect): SQL {
  const sequence = dialect.journal.sequence(entries)
  return sequence === undefined ? sql`` : sql`${sequence}, `
}

function noted({ operation, actor, requestId, time, changed }: NotePlaces): SQL {
  return sql`${operation}, ${actor}, ${requestId}, ${time}, ${changed}`
}

/** A journal note as places in SQL. */
export type NotePlaces = Readonly<Record<keyof JournalNote, SQL>>

export function notePlaces<Input>(bind: Templates<Input>['bind'], note: (input: Input) => JournalNote): NotePlaces {
  return {
    operation: bind((input) => note(input).operation),
    actor: bind((input) => note(input).actor),
    requestId: bind((input) => note(input).requestId),
    time: bind((input) => note(input).time),
    changed: bind((input) => JSON.stringify(note(input).changed)),
  }
}

/** The stored forms of a resource as they are written: a JSON text is made once, however often a unit has it. */
export interface ContentTexts {
  readonly document: string
  readonly comparable: string
  readonly indexed: string
  readonly label: string | null
  /** The label as filters compare it. */
  readonly foldedLabel: string | null
  readonly passwordHash: string | null
}

export function contentTexts({ document, comparable, indexed, label, passwordHash }: ResourceContent): ContentTexts {
  let index: string | undefined
  return {
    document,
    comparable: JSON.stringify(comparable),
    // Most changes write none of the next two.
    get indexed() {
      index ??= JSON.stringify(indexed)
      return index
    },
    get foldedLabel() {
      return label === undefined ? null : fold(label)
    },
    label: label ?? null,
    passwordHash: passwordHash ?? null,
  }
}

export function contentPlaces<Input>(
  bind: Templates<Input>['bind'],
  content: (input: Input) => ContentTexts,
): Readonly<Record<keyof ContentTexts, SQL>> {
  return {
    document: bind((input) => content(input).document),
    comparable: bind((input) => content(input).comparable),
    indexed: bind((input) => content(input).indexed),
    label: bind((input) => content(input).label),
    foldedLabel: bind((input) => content(input).foldedLabel),
    passwordHash: bind((input) => content(input).passwordHash),
  }
}
