/** One step of the schema, as bundled by `tools/bundle-migrations.ts`. */
export interface Migration {
  readonly tag: string
  /** SHA-256 of the migration's text. */
  readonly hash: string
  readonly statements: readonly string[]
}

/** A migration that a database has had, as its own table tells. */
export type AppliedMigration = Pick<Migration, 'tag' | 'hash'>

/** Where a database keeps what it has had. The only table that no migration makes. */
export const migrationTable = 'create table if not exists rollcall_migrations (tag text primary key, hash text not null)'

/**
 * The migrations that are still to be applied, in order.
 * @throws OtherHistory when the database was migrated by a newer version of this package, or by changed files.
 */
export function pendingMigrations(applied: readonly AppliedMigration[], migrations: readonly Migration[]): readonly Migration[] {
  for (const [index, { tag, hash }] of applied.entries()) {
    const migration = migrations[index]
    if (migration === undefined) throw new OtherHistory(`The database has migration ${tag}, which this version does not know: run a newer version.`)
    if (migration.tag !== tag || migration.hash !== hash) throw new OtherHistory(`The database had another migration ${tag} than this version has.`)
  }
  return migrations.slice(applied.length)
}

/**
 * Brings a database up to date. What is executed belongs to one transaction, in which nobody else migrates.
 * @param execute gives the rows of its statement
 * @throws OtherHistory
 */
export async function migrateWith(
  execute: (sql: string) => Promise<readonly AppliedMigration[]>,
  migrations: readonly Migration[],
): Promise<void> {
  await execute(migrationTable)
  const applied = await execute('select tag, hash from rollcall_migrations order by tag')
  for (const { tag, hash, statements } of pendingMigrations(applied, migrations)) {
    for (const statement of statements) await execute(statement)
    // Both are ours, a file's name and a number.
    await execute(`insert into rollcall_migrations (tag, hash) values ('${tag}', '${hash}')`)
  }
}

/** The database is not one that this version can use. */
export class OtherHistory extends Error {
  override readonly name = 'OtherHistory'
}
