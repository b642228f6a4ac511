import { type Command, InvalidArgumentError } from 'commander'
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

/** Reads an option that is a number: what is none would be no limit, or no setting, to those who ask for it. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** Examples at the end of a help text. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`)
}
