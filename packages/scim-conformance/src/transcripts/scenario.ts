import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

/** A recorded conversation of one client with a server, to be replayed: requests in order and what must be true of each answer. */
export interface Scenario {
  readonly client: string
  /** Unique among all scenarios. */
  readonly scenario: string
  readonly title: string
  readonly source?: readonly string[]
  /** `rfc`: any strict server passes. `vendor`: the RFC is silent. `lenient`: a request outside the RFC that must work all the same. */
  readonly class: 'rfc' | 'vendor' | 'lenient'
  readonly quirks?: readonly string[]
  /** What a server must offer for the scenario to make sense. */
  readonly requires?: readonly string[]
  /** Evaluated once per run, in order. */
  readonly vars?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

export interface Step {
  readonly name?: string
  readonly method: string
  /** Below the base. */
  readonly path: string
  /** `token`: the path is below the OAuth token endpoint. */
  readonly base?: 'token'
  /** Raw and already encoded. `''` sends a bare `?`. */
  readonly query?: string
  /** `null` removes a header that is sent by default. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Missing or true: the bearer token. false: no header. Text: the whole header value. */
  readonly auth?: boolean | string
  /** `''`: none. Default `application/scim+json` when there is a body. */
  readonly contentType?: string
  readonly body?: JsonValue
  /** A body as text, sent as it is. */
  readonly raw?: string
  readonly form?: Readonly<Record<string, string>>
  /** Run the step for each number, both ends included, with the number in the placeholder `as`. */
  readonly repeat?: { readonly as: string; readonly from: number; readonly to: number }
  /** Placeholder → path of the answer's body. */
  readonly capture?: Readonly<Record<string, string>>
  readonly expect: StepExpectation
}

export interface StepExpectation {
  readonly status: number | readonly number[]
  /** Lower-case name → regular expression. */
  readonly headers?: Readonly<Record<string, string>>
  readonly maxMs?: number
  readonly noBody?: boolean
  /** Not looked at when the answer is 204. */
  readonly body?: readonly BodyExpectation[]
}

/** A path and one operator. */
export interface BodyExpectation {
  readonly path: string
  readonly equals?: JsonValue
  readonly exists?: true
  readonly absent?: true
  readonly count?: number
  readonly blank?: true
  readonly contains?: JsonValue
  readonly type?: string
  readonly oneOf?: readonly JsonValue[]
  readonly matches?: string
  readonly countMatching?: number
}

/**
 * The scenarios of a parsed transcript file: an array of them.
 *
 * @throws Error naming the scenario and what is wrong with it.
 */
export function readScenarios(file: JsonValue): Scenario[] {
  if (!isJsonArray(file)) throw new Error('A transcript file holds an array of scenarios.')
  return file.map((each, index) => {
    if (isScenario(each)) return each
    const name = isJsonObject(each) && typeof each['scenario'] === 'string' ? each['scenario'] : `number ${index + 1}`
    throw new Error(
      `Scenario ${name} needs client, scenario, title, a class of rfc, vendor or lenient, and steps with method, path and expect.status.`,
    )
  })
}

/** Looks at what every scenario must have; the optional members are trusted to be what the format says. */
function isScenario(value: unknown): value is Scenario {
  if (!isJsonObject(value)) return false
  const { client, scenario, title, steps } = value
  const kind = value['class']
  return (
    typeof client === 'string' &&
    typeof scenario === 'string' &&
    typeof title === 'string' &&
    (kind === 'rfc' || kind === 'vendor' || kind === 'lenient') &&
    isJsonArray(steps) &&
    steps.every((step) => isJsonObject(step) && isStep(step))
  )
}

function isStep(step: JsonObject): boolean {
  const expect = step['expect']
  if (typeof step['method'] !== 'string' || typeof step['path'] !== 'string' || !isJsonObject(expect)) return false
  const status = expect['status']
  return typeof status === 'number' || (isJsonArray(status) && status.every((each) => typeof each === 'number'))
}
