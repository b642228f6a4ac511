import { AssertionFailed, NotApplicable } from './assertion.ts'
import { checklist } from './checklist/checklist.ts'
import type { ProfileName } from './client.ts'
import { Client, type Session } from './client.ts'
import { Discovery } from './discovery.ts'
import { overHttp } from './http/over-http.ts'
import type { Level, Requirement, TestedRequirement } from './requirement.ts'
import type { Target } from './target.ts'

export type Outcome =
  | { readonly status: 'passed' /** Recommendations beyond the requirement that were not followed. */; readonly advice: readonly string[] }
  | { readonly status: 'failed' /** What was sent, what was expected, what came. */; readonly reason: string }
  | { readonly status: 'not applicable' /** `needs …` */; readonly reason: string }
  | { readonly status: 'not testable'; readonly reason: string }

export interface RequirementResult {
  readonly id: string
  /** `A. Discovery` */
  readonly group: string
  readonly level: Level
  readonly ref: string
  readonly title: string
  readonly outcome: Outcome
  readonly milliseconds: number
}

export interface SuiteResult {
  readonly base: string
  readonly profile: ProfileName
  readonly results: readonly RequirementResult[]
  readonly milliseconds: number
  /** No MUST and no MUST NOT has failed. */
  readonly conforms: boolean
}

export interface SuiteOptions {
  /** Ids, or beginnings of ids, of the requirements to run; default all. */
  readonly only?: readonly string[]
  /** What the server under test has been set to; default `strict`, the letter of the RFC. */
  readonly profile?: ProfileName
  /** Called after each requirement. */
  readonly onResult?: (result: RequirementResult) => void
}

/**
 * Runs the checklist against a server, one requirement after the other. Each creates what it needs, under names of its own, and
 * takes it away again; the server may hold anything else.
 */
export async function runSuite(target: Target, options: SuiteOptions = {}): Promise<SuiteResult> {
  const profile = options.profile ?? 'strict'
  const wire = target.send === undefined ? overHttp() : { send: target.send, close: () => {} }
  const base = target.base.replace(/\/+$/, '')
  const session: Session = {
    base,
    token: target.token,
    profile,
    features: target.features ?? {},
    send: wire.send,
    discovery: new Discovery(base, target.token, wire.send),
    mark: crypto.randomUUID().slice(0, 8),
  }
  const started = performance.now()
  const results: RequirementResult[] = []
  try {
    for (const { group, requirements } of checklist) {
      for (const requirement of requirements) {
        if (!isWanted(requirement, profile, options.only)) continue
        const began = performance.now()
        const outcome = await examine(requirement, session)
        const { id, level, ref, title } = requirement
        const result = { id, group, level, ref, title, outcome, milliseconds: performance.now() - began }
        results.push(result)
        options.onResult?.(result)
      }
    }
  } finally {
    wire.close()
  }
  const conforms = !results.some(({ level, outcome }) => level.startsWith('MUST') && outcome.status === 'failed')
  return { base, profile, results, milliseconds: performance.now() - started, conforms }
}

function isWanted(requirement: Requirement, profile: ProfileName, only: readonly string[] | undefined): boolean {
  if ('run' in requirement && requirement.profile !== undefined && requirement.profile !== profile) return false
  return only === undefined || only.some((each) => requirement.id.startsWith(each))
}

async function examine(requirement: Requirement, session: Session): Promise<Outcome> {
  if ('notTestable' in requirement) return { status: 'not testable', reason: requirement.notTestable }
  const client = new Client(session, requirement.id)
  try {
    return await outcomeOf(requirement, client)
  } finally {
    // What is left behind does no harm to other requirements: names are unique.
    await client.cleanUp().catch(() => {})
  }
}

async function outcomeOf(requirement: TestedRequirement, client: Client): Promise<Outcome> {
  try {
    await requirement.run(client)
    return { status: 'passed', advice: client.advice }
  } catch (error) {
    if (error instanceof NotApplicable) return { status: 'not applicable', reason: error.message }
    if (error instanceof AssertionFailed) return { status: 'failed', reason: error.message }
    // No answer at all, or one that cannot be read, fails the requirement too.
    return { status: 'failed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
}
