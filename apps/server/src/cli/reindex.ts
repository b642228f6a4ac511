import { completeResourceTypes } from '@rollcall/scim-core/schema'
import { type Reindexed, reindex } from '@rollcall/scim-core/service-provider'
import type { Command } from 'commander'
import { readConfiguration } from '../configuration.ts'
import { readResourceTypes } from '../custom-schemas.ts'
import { type Database, openDatabase } from '../database.ts'
import { type CommandLine, examples } from './command-line.ts'
import { CommandError } from './terminal.ts'

export function addReindexCommand(program: Command, { terminal }: CommandLine): void {
  examples(
    program.command('reindex').description('derive anew what resources are found by, also while servers run; after a change of SCHEMAS'),
    'SCHEMAS=./rollcall.config.json rollcall reindex',
  ).action(async () => {
    const { databaseUrl, schemas } = readConfiguration(terminal.environment)
    const resourceTypes = completeResourceTypes(await readResourceTypes(schemas))
    const database = await openDatabase(databaseUrl)
    const done = { checked: 0, mended: 0, removed: 0, refused: 0 }
    try {
      await database.ready()
      for await (const tenant of tenantsOf(database)) {
        for await (const stretch of reindex(database.derivations.forTenant(tenant), resourceTypes)) note(tenant, stretch)
      }
    } finally {
      await database.close()
    }
    if (terminal.isInteractive) terminal.error('\n')
    const { checked, mended, removed, refused } = done
    terminal.write(`${checked} resources looked at, ${mended} mended, ${removed} stray index rows removed.\n`)
    if (refused > 0) throw new CommandError(`${refused} resources could not be indexed; they stay as they were.`)

    function note(tenant: string, { type, checked, mended, removed, refused }: Reindexed): void {
      done.checked += checked
      done.mended += mended
      done.removed += removed
      done.refused += refused.length
      for (const { id, reason } of refused) terminal.error(`${tenant} ${type} ${id}: ${reason}\n`)
      if (terminal.isInteractive) terminal.error(`\r${done.checked} resources`)
    }
  })
}

async function* tenantsOf({ accessStorage }: Database): AsyncGenerator<string, void, undefined> {
  for (let after: string | undefined; ; ) {
    const tenants = await accessStorage.tenants(after, 100)
    for (const { id } of tenants) yield id
    if (tenants.length === 0) return
    after = tenants.at(-1)?.id
  }
}
