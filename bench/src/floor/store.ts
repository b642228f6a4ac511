import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'

/**
 * What the bare program keeps is what the server keeps, row for row: the document and its folded form, an index row for each value
 * that is asked for by equality, membership edges with an index from either side, counts, and a journal entry for every write. Durable
 * like the server's: WAL, one fsync for every commit. The statements are the shortest that do it.
 */
export function openStore(file: string) {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.exec(tables)

  const columns = 'r.id, r.version, r.created, r.last_modified, r.document'
  const byId = db.prepare(`select ${columns} from resources r where r.tenant = 't' and r.id = ? and r.type = ?`)
  // SQLite looks into a plain parameter of a join and prepares the statement anew each time; into `(select ?)` it does not look.
  const byValue = db.prepare(
    `select ${columns} from indexed_values v cross join resources r on r.tenant = v.tenant and r.id = v.id
     where v.tenant = 't' and v.type = (select ?) and v.path = (select ?) and v.value = (select ?)`,
  )
  const page = db.prepare(
    `select ${columns} from (select id from resources where tenant = 't' and type = (select ?) order by id limit (select ?) offset (select ?)) as p
     cross join resources r on r.tenant = 't' and r.id = p.id`,
  )
  const count = db.prepare(`select count from resource_counts where tenant = 't' and type = ?`).pluck()
  const groupsOf = db.prepare(
    `select e.member_id as memberId, e.group_id as id, g.label as display
     from json_each(?) as m cross join memberships as e on e.tenant = 't' and e.member_id = m.value cross join resources as g on g.tenant = 't' and g.id = e.group_id`,
  )
  const insert = db.prepare(
    `insert into resources (tenant, id, type, version, created, last_modified, document, comparable, label) values ('t', ?, ?, 1, ?, ?, ?, ?, ?)`,
  )
  const index = db.prepare(
    `insert into indexed_values (tenant, type, path, value, id, is_unique)
     select 't', ?, v.value ->> 0, v.value ->> 1, ?, v.value ->> 2 from json_each(?) as v`,
  )
  const increment = db.prepare(
    `insert into resource_counts (tenant, type, count) values ('t', ?, 1) on conflict (tenant, type) do update set count = count + 1`,
  )
  const update = db.prepare(
    `update resources set document = ?, comparable = ?, last_modified = ?, version = version + 1 where tenant = 't' and id = ? and version = ?`,
  )
  const touch = db.prepare(`update resources set last_modified = ?, version = version + 1 where tenant = 't' and id = ?`)
  const addEdges = db.prepare(
    `insert into memberships (tenant, group_id, member_id, group_type, member_type)
     select 't', ?, r.id, 'Group', r.type from json_each(?) as m cross join resources as r on r.tenant = 't' and r.id = m.value on conflict do nothing`,
  )
  const removeEdge = db.prepare(`delete from memberships where tenant = 't' and group_id = ? and member_id = ?`)
  const record = db.prepare(
    `insert into journal (tenant, type, id, version, operation, actor, request_id, time, changed)
     select 't', type, id, version, ?, 'first-token', ?, last_modified, ? from resources where tenant = 't' and id = ?`,
  )
  const transaction = db.transaction((writes: readonly (() => unknown)[]) => writes.map((write) => write()))

  return {
    /** Runs the writes in one transaction: one commit, one fsync. */
    commit: <T>(writes: readonly (() => T)[]) => transaction(writes) as T[],
    get: (type: string, id: string) => byId.get(id, type) as Row | undefined,
    findByUserName: (userName: string) => byValue.all('User', 'userName', userName) as Row[],
    page: (type: string, offset: number, limit: number) => ({
      total: count.get(type) as number,
      rows: page.all(type, limit, offset) as Row[],
    }),
    groupsOf: (ids: readonly string[]) => groupsOf.all(JSON.stringify(ids)) as MembershipRow[],
    create(type: string, document: string, label: string, values: readonly IndexedValue[], members: readonly string[]): Row {
      const id = timeOrderedId()
      const now = Date.now()
      insert.run(id, type, now, now, document, document.toLowerCase(), label)
      index.run(type, id, JSON.stringify(values))
      increment.run(type)
      if (members.length > 0) addEdges.run(id, JSON.stringify(members))
      record.run('create', timeOrderedId(), '[]', id)
      return { id, version: 1, created: now, last_modified: now, document }
    },
    /** For a change of what is not indexed. */
    replaceDocument(row: Row, document: string, changed: string): Row {
      const now = Date.now()
      if (update.run(document, document.toLowerCase(), now, row.id, row.version).changes !== 1)
        throw new Error(`${row.id} changed meanwhile`)
      record.run('modify', timeOrderedId(), JSON.stringify([changed]), row.id)
      return { ...row, document, version: row.version + 1, last_modified: now }
    },
    changeMembers(groupId: string, add: readonly string[], remove: readonly string[]) {
      if (add.length > 0) addEdges.run(groupId, JSON.stringify(add))
      for (const memberId of remove) removeEdge.run(groupId, memberId)
      if (touch.run(Date.now(), groupId).changes !== 1) throw new Error(`there is no group ${groupId}`)
      record.run('modify', timeOrderedId(), '["members"]', groupId)
    },
  }
}

export interface Row {
  readonly id: string
  readonly version: number
  readonly created: number
  readonly last_modified: number
  readonly document: string
}

export interface MembershipRow {
  readonly memberId: string
  readonly id: string
  readonly display: string
}

/** Path, folded value, and 1 where nobody else may have it. */
export type IndexedValue = readonly [path: string, value: string, isUnique: 0 | 1]

const tables = `
  create table resources (
    tenant text not null, id text not null, type text not null, version integer not null, created integer not null,
    last_modified integer not null, document text not null, comparable text not null, label text, primary key (tenant, id)
  );
  create index resources_listing on resources (tenant, type, id, created, label);
  create index resources_last_modified on resources (tenant, type, last_modified, id);
  create table resource_counts (tenant text not null, type text not null, count integer not null, primary key (tenant, type)) without rowid;
  create table indexed_values (
    tenant text not null, type text not null, path text not null, value text not null, id text not null, is_unique integer not null,
    primary key (tenant, type, path, value, id), foreign key (tenant, id) references resources (tenant, id) on delete cascade
  ) without rowid;
  create unique index indexed_values_unique on indexed_values (tenant, type, path, value) where is_unique;
  create index indexed_values_resource on indexed_values (tenant, id, path, value);
  create table memberships (
    tenant text not null, group_id text not null, member_id text not null, group_type text not null, member_type text not null,
    primary key (tenant, group_id, member_id),
    foreign key (tenant, group_id) references resources (tenant, id) on delete cascade,
    foreign key (tenant, member_id) references resources (tenant, id) on delete cascade
  ) without rowid;
  create index memberships_member on memberships (tenant, member_id, group_id, group_type);
  create table journal (
    sequence integer primary key autoincrement, tenant text not null, type text not null, id text not null, version integer not null,
    operation text not null, actor text not null, request_id text not null, time integer not null, changed text not null
  );
  create index journal_tenant on journal (tenant, sequence);
`

/** A UUID whose first 48 bits are the time, so that new rows land at the right edge of the B-tree. */
function timeOrderedId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
