import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import type { Command } from 'commander'
import { readConfiguration } from '../configuration.ts'
import { openDatabase as openConfigured } from '../database.ts'
import { type CommandLine, examples } from './command-line.ts'
import { CommandError } from './terminal.ts'

export function addDatabaseCommands(program: Command, { terminal }: CommandLine): void {
  const path = () => sqliteFile(readConfiguration(terminal.environment).databaseUrl)
  const opened = (file: string) => openDatabase(existing(file))

  examples(
    program.command('backup <file>').description('copy the database to a new file, also while a server runs'),
    'rollcall backup backups/2026-01-31.db',
  ).action(async (file: string) => {
    if (existsSync(file)) throw new CommandError(`${file} is there already; a backup overwrites nothing.`)
    const database = opened(path())
    mkdirSync(dirname(file), { recursive: true })
    try {
      await database.backup(file, { progress: ({ totalPages, remainingPages }) => progress(totalPages - remainingPages, totalPages) })
    } catch (error) {
      // A part of one would be taken for a backup.
      rmSync(file, { force: true })
      throw new CommandError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      database.close()
    }
    const problems = problemsOf(file)
    if (problems.length > 0) throw new CommandError(`The backup is damaged: ${problems[0]}`)
    terminal.write(`The database is in ${file}, and was checked there.\n`)
  })

  examples(
    program
      .command('restore <file>')
      .description('put a backup in the place of the database; stop the server first')
      .option('--yes', 'the database there is may be replaced'),
    'rollcall restore backups/2026-01-31.db --yes',
  ).action((file: string, { yes }: { yes?: boolean }) => {
    const target = path()
    const problems = problemsOf(existing(file))
    if (problems.length > 0) throw new CommandError(`${file} is damaged: ${problems[0]}`)
    if (existsSync(target) && yes !== true)
      throw new CommandError(`${target} would be replaced. Say --yes when that is meant; it is kept as ${target}.before.`)
    if (existsSync(target)) assertUnused(target)
    const copy = `${target}.restoring`
    try {
      copyFileSync(file, copy)
    } catch (error) {
      rmSync(copy, { force: true })
      throw error
    }
    if (existsSync(target)) {
      renameSync(target, `${target}.before`)
      for (const suffix of ['-wal', '-shm']) rmSync(`${target}${suffix}`, { force: true })
    }
    renameSync(copy, target)
    terminal.write(
      `${target} is what ${file} was.\nTokens that were revoked since then are valid again: look at rollcall credential list.\n`,
    )
  })

  program
    .command('doctor')
    .description('check the configuration and the database')
    .action(async () => {
      const { databaseUrl } = readConfiguration(terminal.environment)
      const problems = databaseUrl.startsWith('sqlite:') && existsSync(path()) ? problemsOf(path()) : []
      const checks: readonly (readonly [string, readonly string[]])[] = [
        ['configuration', []],
        ['database', problems],
        ['schema', problems.length > 0 ? [] : await schemaProblems(databaseUrl)],
      ]
      for (const [name, found] of checks)
        terminal.write(`${found.length === 0 ? 'ok ' : 'BAD'}  ${name}\n${found.map((each) => `     ${each}\n`).join('')}`)
      if (checks.some(([, found]) => found.length > 0))
        throw new CommandError(
          problems.length > 0 ? 'The database is damaged. Restore a backup.' : 'Something is wrong, as the lines above say.',
        )
    })

  function progress(done: number, total: number): number {
    if (terminal.isInteractive && total > 0) terminal.error(`\r${Math.floor((done / total) * 100)} %${done === total ? '\n' : ''}`)
    return 5_000
  }
}

function openDatabase(path: string): Database.Database {
  const Constructor: typeof Database = createRequire(import.meta.url)('better-sqlite3')
  return new Constructor(path, { timeout: 5_000 })
}

function existing(file: string): string {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`)
  return file
}

/** What SQLite finds wrong with a file: damaged pages, missing index rows, edges that lead nowhere. */
function problemsOf(file: string): readonly string[] {
  try {
    const database = openDatabase(file)
    try {
      const integrity = database.prepare<[], { integrity_check: string }>('pragma integrity_check').all()
      const orphans = database.prepare<[], { table: string }>('pragma foreign_key_check').all()
      return [
        ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
        ...orphans.map(({ table }) => `A row of ${table} refers to what is not there.`),
      ].slice(0, 20)
    } finally {
      database.close()
    }
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

async function schemaProblems(url: string): Promise<readonly string[]> {
  try {
    const database = await openConfigured(url)
    await database.ready()
    await database.close()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function sqliteFile(url: string): string {
  if (!url.startsWith('sqlite:')) throw new CommandError('This command is for SQLite. For PostgreSQL use its own tools, e.g. pg_dump.')
  return url.slice('sqlite:'.length)
}

/** A server that has the file open would go on with the old one. */
function assertUnused(path: string): void {
  const database = openDatabase(path)
  try {
    database.pragma('busy_timeout = 0')
    database.pragma('locking_mode = exclusive')
    database.exec('begin exclusive; rollback')
    database.pragma('wal_checkpoint(truncate)')
  } catch {
    throw new CommandError(`${path} is in use. Stop the server first.`)
  } finally {
    database.close()
  }
}
