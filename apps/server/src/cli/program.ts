import { StorageUnavailable } from '@rollcall/scim-core/storage'
import { Command, CommanderError } from 'commander'
import { ConfigurationError } from '../configuration.ts'
import { version } from '../version.ts'
import { openAdmin } from './admin-client.ts'
import { addAuditCommands } from './audit.ts'
import { type CommandLine, examples } from './command-line.ts'
import { addCredentialCommands } from './credential.ts'
import { addDatabaseCommands } from './database.ts'
import { addLogCommands } from './log.ts'
import { addReindexCommand } from './reindex.ts'
import { addTenantCommands } from './tenant.ts'
import { CommandError, type Terminal } from './terminal.ts'
import { addTransferCommands } from './transfer.ts'

/**
 * Runs the command line. Without a command it serves.
 * @param words what was typed after the program's name
 * @returns the exit code: 0, 1 when it could not be done, 2 when it was asked wrongly
 */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(words, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!isForPeople(error)) throw error
    terminal.error(`rollcall: ${error.message.replace(/\.?$/, '.')}\n`)
    return 1
  }
}

/** Whether the message says enough: what is not for people is a mistake of ours and shown with where it comes from. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof CommandError || error instanceof ConfigurationError || error instanceof StorageUnavailable) return true
  // Of the operating system: a file that cannot be read or written.
  return error instanceof Error && 'syscall' in error
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('rollcall')
    .description('A SCIM 2.0 service provider. Without --url, commands work on the database of DATABASE_URL, also while a server runs.')
    .version(version)
    .option('--url <url>', 'work through the admin API of this server instead; its token is in ADMIN_TOKEN')
    .option('--json', 'print JSON')
    .exitOverride()
    .showHelpAfterError('(add --help for what there is)')
    .showSuggestionAfterError()
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.error })
  examples(
    program,
    'rollcall serve',
    'rollcall tenant create acme',
    'rollcall credential create acme --name Okta --profile okta',
    'rollcall audit verify acme --url https://id.example.com',
  )
  const serve = async (_options: unknown, command: Command) => {
    // What is no command would else be too many arguments of this one, which nobody has named.
    const [word] = command.args
    if (word !== undefined) program.error(`error: there is no command '${word.slice(0, 80)}'`)
    const module = await import('../serve.ts')
    await module.serve(terminal.environment)
  }
  program.command('serve', { isDefault: true }).description('serve SCIM until SIGTERM').allowExcessArguments().action(serve)

  const commandLine: CommandLine = {
    terminal,
    async withAdmin(command, work) {
      const { url, json } = command.optsWithGlobals<{ url?: string; json?: boolean }>()
      const admin = await openAdmin(terminal, url)
      try {
        await work(admin, (answer, forPeople) => terminal.write(json === true ? `${JSON.stringify(answer)}\n` : forPeople()))
      } finally {
        await admin.close()
      }
    },
  }
  // They would work on another database than the one that was meant.
  program.hook('preAction', (_, command) => {
    const { url } = command.optsWithGlobals<{ url?: string }>()
    if (url !== undefined && command.parent === program)
      throw new CommandError(`rollcall ${command.name()} works on the database of DATABASE_URL and not with --url: run it where that is`)
  })
  addTenantCommands(program, commandLine)
  addCredentialCommands(program, commandLine)
  addLogCommands(program, commandLine)
  addAuditCommands(program, commandLine)
  addTransferCommands(program, commandLine)
  addDatabaseCommands(program, commandLine)
  addReindexCommand(program, commandLine)
  return program
}
