/** What the program reads and writes; given from outside, so that tests can be the terminal. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Standard output. Gives a promise where its reader is slower: to be waited for by whoever has much to say. */
  write(text: string): void | Promise<void>
  /** Standard error: questions, progress, complaints. */
  error(text: string): void
  /** Whether somebody is looking: progress is shown then. */
  readonly isInteractive: boolean
}

/** Something that cannot be done as it was asked; `message` is one sentence, perhaps with what to do instead. */
export class CommandError extends Error {}
