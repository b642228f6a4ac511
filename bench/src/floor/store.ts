import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'

/**
 * What the bare program keeps: documents with the columns everyone asks for, membership edges with an index from either side, and
 * a journal entry for every write. Durable like the server's: WAL, one fsync for every commit.
 */
export function openStore(file: string) {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(tables)

  const byId = db.prepare('select id, version, created, last_modified, document from resource where type = ? and id = ?')
  const byUserName = db.prepare('select id, version, created, last_modified, document from resource where type = ? and user_name = ?')
  const countByUserName = db.prepare('select count(*) as total from resource where type = ? and user_name = ?').pluck()
  const page = db.prepare(
    `select r.id, r.version, r.created, r.last_modified, r.document
     from (select id from resource where type = ? order by created, id limit ? offset ?) as p join resource as r on r.id = p.id`,
  )
  const count = db.prepare('select count(*) from resource where type = ?').pluck()
  const groupsOf = db.prepare(
    `select e.member_id as memberId, e.group_id as id, g.label as display
     from json_each(?) as m join edge as e on e.member_id = m.value join resource as g on g.id = e.group_id`,
  )
  const insert = db.prepare(
    `insert into resource (id, type, version, created, last_modified, document, user_name, external_id, label) values (?, ?, 1, ?, ?, ?, ?, ?, ?)`,
  )
  const update = db.prepare('update resource set document = ?, last_modified = ?, version = version + 1 where id = ? and version = ?')
  const touch = db.prepare('update resource set last_modified = ?, version = version + 1 where id = ?')
  const addEdges = db.prepare(
    `insert into edge (group_id, member_id) select ?, r.id from json_each(?) as m join resource as r on r.id = m.value on conflict do nothing`,
  )
  const removeEdge = db.prepare('delete from edge where group_id = ? and member_id = ?')
  const record = db.prepare('insert into journal (at, operation, type, id, changed) values (?, ?, ?, ?, ?)')
  const transaction = db.transaction((writes: readonly (() => unknown)[]) => writes.map((write) => write()))

  return {
    /** Runs the writes in one transaction: one commit, one fsync. */
    commit: <T>(writes: readonly (() => T)[]) => transaction(writes) as T[],
    get: (type: string, id: string) => byId.get(type, id) as Row | undefined,
    findByUserName: (type: string, userName: string) => ({
      total: countByUserName.get(type, userName) as number,
      rows: byUserName.all(type, userName) as Row[],
    }),
    page: (type: string, offset: number, limit: number) => ({
      total: count.get(type) as number,
      rows: page.all(type, limit, offset) as Row[],
    }),
    groupsOf: (ids: readonly string[]) => groupsOf.all(JSON.stringify(ids)) as MembershipRow[],
    create(type: string, document: string, keys: Keys, members: readonly string[]): Row {
      const id = timeOrderedId()
      const now = Date.now()
      insert.run(id, type, now, now, document, keys.userName, keys.externalId, keys.label)
      if (members.length > 0) addEdges.run(id, JSON.stringify(members))
      record.run(now, 'create', type, id, null)
      return { id, version: 1, created: now, last_modified: now, document }
    },
    replaceDocument(type: string, row: Row, document: string, changed: string): Row {
      const now = Date.now()
      if (update.run(document, now, row.id, row.version).changes !== 1) throw new Error(`${row.id} changed meanwhile`)
      record.run(now, 'modify', type, row.id, changed)
      return { ...row, document, version: row.version + 1, last_modified: now }
    },
    changeMembers(groupId: string, add: readonly string[], remove: readonly string[]) {
      const now = Date.now()
      if (add.length > 0) addEdges.run(groupId, JSON.stringify(add))
      for (const memberId of remove) removeEdge.run(groupId, memberId)
      if (touch.run(now, groupId).changes !== 1) throw new Error(`there is no group ${groupId}`)
      record.run(now, 'modify', 'Group', groupId, 'members')
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

interface Keys {
  readonly userName: string | null
  readonly externalId: string | null
  readonly label: string | null
}

const tables = `
  create table resource (
    id text primary key, type text not null, version integer not null, created integer not null, last_modified integer not null,
    document text not null, user_name text, external_id text, label text
  );
  create unique index resource_user_name on resource (type, user_name) where user_name is not null;
  create index resource_external_id on resource (type, external_id) where external_id is not null;
  create index resource_created on resource (type, created, id);
  create index resource_last_modified on resource (type, last_modified, id);
  create table edge (group_id text not null, member_id text not null, primary key (group_id, member_id)) without rowid;
  create index edge_member on edge (member_id, group_id);
  create table journal (seq integer primary key, at integer not null, operation text not null, type text not null, id text not null, changed text);
`

/** A UUID whose first 48 bits are the time, so that new rows land at the right edge of the B-tree. */
function timeOrderedId(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
