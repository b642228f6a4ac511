import type { Command } from 'commander'
import type { AdminClient } from './admin-client.ts'

/** What the program reads and writes; given from outside, so that tests can be the terminal. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Standard output. */
  write(text: string): void
  /** Standard error: questions, progress, complaints. */
  error(text: string): void
  /** Whether somebody is looking: progress is shown then. */
  readonly isInteractive: boolean
}

/** What every command works with. */
export interface CommandLine {
  readonly terminal: Terminal
  /** Opens the admin API, works with it, and closes it again. */
  withAdmin(command: Command, work: (admin: AdminClient, show: Show) => Promise<void>): Promise<void>
}

/** Prints an answer: as JSON with `--json`, else as the command says. */
export type Show = (answer: unknown, forPeople: () => string) => void

/** Something that cannot be done as it was asked; `message` is one sentence, perhaps with what to do instead. */
export class CommandError extends Error {}

/** Examples at the end of a help text. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`)
}
