import type { Command } from 'commander'
import type { AdminClient } from './admin-client.ts'
import type { Terminal } from './terminal.ts'

/** What every command works with. */
export interface CommandLine {
  readonly terminal: Terminal
  /** Opens the admin API, works with it, and closes it again. */
  withAdmin(command: Command, work: (admin: AdminClient, show: Show) => Promise<void>): Promise<void>
}

/** Prints an answer: as JSON with `--json`, else as the command says. */
export type Show = (answer: unknown, forPeople: () => string) => void

/** Examples at the end of a help text. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`)
}
