import { createRequire } from 'node:module'

/** Loaded into a server before everything else, makes it one that acknowledges before it commits: a campaign has to notice. */
const { prototype } = createRequire(import.meta.url)('better-sqlite3')
const { prepare } = prototype

prototype.prepare = function (this: { readonly inTransaction: boolean }, sql: string) {
  const statement = prepare.call(this, sql)
  // A second is long beside the moment of a kill, on a busy machine too: nearly every kill finds acknowledged writes that are not committed.
  if (sql === 'commit') return { run: () => void setTimeout(() => this.inTransaction && statement.run(), 1000) }
  // The transaction of before is still open: reads are within it.
  if (sql === 'begin deferred' || sql === 'rollback transaction') return { run: () => undefined }
  if (sql === 'begin immediate') return { run: () => void (this.inTransaction || statement.run()) }
  return statement
}
