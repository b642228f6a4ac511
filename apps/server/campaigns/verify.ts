import { type Beside, readContents } from './contents.ts'
import type { Ledger } from './ledger.ts'
import { verifyAnswers } from './verify-answers.ts'
import { verifyContents } from './verify-contents.ts'
import { settle, verifyJournal } from './verify-ledger.ts'

/**
 * Holds a database, and the server on it, against what its clients recorded. What of the unacknowledged requests was found to have
 * happened is taken into the ledger, so that the next campaign goes on from there.
 * @returns every invariant that does not hold, in words. Empty when all hold.
 */
export async function verify(database: Beside, ledger: Ledger, scim: string): Promise<readonly string[]> {
  const damage = await database.damage()
  // What is damaged tells nothing.
  if (damage.length > 0) return damage.map((each) => `I12, I13: ${each}`)
  const contents = await readContents(database)
  const before = ledger.writers.flatMap(({ holding }) => holding.deleted)
  const lost = settle(contents, ledger)
  const deleted = ledger.writers.flatMap(({ holding }) => holding.deleted)
  const alive = new Set(contents.resources.map(({ id }) => id))
  return [
    ...verifyContents(contents),
    ...lost,
    ...verifyJournal(contents, ledger),
    // I11, in the database all, over HTTP those that are new.
    ...deleted.filter((id) => alive.has(id)).map((id) => `I11: ${id} was deleted and is there`),
    ...(await verifyAnswers(scim, contents, deleted.slice(before.length))),
  ]
}
