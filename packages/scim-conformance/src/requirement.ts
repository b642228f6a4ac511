import type { Client, ProfileName } from './client.ts'

/** As the cited text has it; REC is good practice where the text is silent. */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY' | 'REC'

interface Stated {
  /** `PROT-3.3-01`: the RFC (PROT = 7644, CORE = 7643, CURS = 9865), its section, a number. */
  readonly id: string
  readonly level: Level
  /** `RFC 7644 §3.3` */
  readonly ref: string
  /** What is required, in one sentence. */
  readonly title: string
}

/** A requirement and the requests that show whether it is met. */
export interface TestedRequirement extends Stated {
  /** Only a server in this profile has to do it. */
  readonly profile?: ProfileName
  /** Resolves when the requirement is met. @throws AssertionFailed, NotApplicable */
  readonly run: (client: Client) => Promise<void>
}

/** A requirement that no request can show to be met, and why. */
interface UntestableRequirement extends Stated {
  readonly notTestable: string
}

export type Requirement = TestedRequirement | UntestableRequirement
