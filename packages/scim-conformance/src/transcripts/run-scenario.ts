import { readPath } from '../body-path.ts'
import { overHttp } from '../http/over-http.ts'
import type { Send, WireRequest, WireResponse } from '../http/wire.ts'
import { isJsonObject, parseJson, show } from '../json.ts'
import type { Target } from '../target.ts'
import { unmet } from './expectation.ts'
import { discoverOffers } from './offers.ts'
import { fill, fillJson, UnknownPlaceholder, type Variables } from './placeholders.ts'
import type { Scenario, Step, StepExpectation } from './scenario.ts'

export interface ScenarioResult {
  readonly scenario: string
  readonly client: string
  readonly class: Scenario['class']
  readonly title: string
  readonly status: 'passed' | 'failed' | 'waiting'
  /** What the server does not offer; not empty exactly when the status is `waiting`. */
  readonly waitingFor: readonly string[]
  /** Where the replay left the recording. */
  readonly failure?: StepFailure
}

export interface StepFailure {
  /** `7 (both in one request)` */
  readonly step: string
  /** Method and target as sent. */
  readonly sent: string
  readonly unmet: readonly string[]
  /** The request was refused by a SCIM error of status 400 that gives a reason: how a strict server turns a lenient client away. */
  readonly refusedCleanly: boolean
}

/**
 * Replays one scenario. The first step that is not answered as recorded ends it; deletions that remain are still sent, so that
 * nothing is left behind.
 */
export async function runScenario(scenario: Scenario, target: Target): Promise<ScenarioResult> {
  const { client, title } = scenario
  const about = { scenario: scenario.scenario, client, class: scenario.class, title }
  const wire = target.send === undefined ? overHttp() : { send: target.send, close: () => {} }
  try {
    const requires = scenario.requires ?? []
    const offers = requires.length === 0 ? [] : (target.features?.offers ?? (await discoverOffers(target, wire.send)))
    const waitingFor = requires.filter((each) => !offers.includes(each))
    if (waitingFor.length > 0) return { ...about, status: 'waiting', waitingFor }
    const failure = await replay(scenario, target, wire.send)
    return { ...about, status: failure === undefined ? 'passed' : 'failed', waitingFor, ...(failure && { failure }) }
  } finally {
    wire.close()
  }
}

async function replay(scenario: Scenario, target: Target, send: Send): Promise<StepFailure | undefined> {
  const variables: Variables = new Map(Object.entries({ ...target.features?.variables, base: target.base, token: target.token }))
  for (const [name, text] of Object.entries(scenario.vars ?? {})) variables.set(name, fill(text, variables))
  let failure: StepFailure | undefined
  for (const [index, step] of scenario.steps.entries()) {
    for (const round of rounds(step)) {
      if (step.repeat !== undefined) variables.set(step.repeat.as, String(round))
      if (failure === undefined)
        failure = await play(step, `${index + 1}${step.name === undefined ? '' : ` (${step.name})`}`, variables, target, send)
      else if (step.method === 'DELETE') await playQuietly(step, variables, target, send)
    }
  }
  return failure
}

function rounds(step: Step): number[] {
  if (step.repeat === undefined) return [0]
  const { from, to } = step.repeat
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset)
}

async function play(step: Step, name: string, variables: Variables, target: Target, send: Send): Promise<StepFailure | undefined> {
  try {
    const request = toRequest(step, variables, target)
    const answer = await send(request)
    const wrong = unmet(fillExpectation(step.expect, variables), answer)
    const body = parseJson(answer.body)
    for (const [placeholder, path] of Object.entries(step.capture ?? {})) {
      const value = readPath(body, path)
      if (typeof value === 'string' || typeof value === 'number') variables.set(fill(placeholder, variables), String(value))
      else if (wrong.length === 0) wrong.push(`expected something to capture at ${path}, got ${show(value)}`)
    }
    if (wrong.length === 0) return undefined
    return { step: name, sent: `${request.method} ${request.url}`, unmet: wrong, refusedCleanly: isCleanRefusal(answer) }
  } catch (error) {
    if (error instanceof UnknownPlaceholder) return { step: name, sent: 'nothing', unmet: [error.message], refusedCleanly: false }
    throw error
  }
}

async function playQuietly(step: Step, variables: Variables, target: Target, send: Send): Promise<void> {
  try {
    await send(toRequest(step, variables, target))
  } catch (error) {
    if (!(error instanceof UnknownPlaceholder)) throw error
  }
}

function toRequest(step: Step, variables: Variables, target: Target): WireRequest {
  const origin = step.base === 'token' ? fill('{{tokenEndpoint}}', variables) : target.base.replace(/\/$/, '')
  const path = fill(step.path, variables, encodeURIComponent)
  const query = step.query === undefined ? '' : `${origin.includes('?') ? '&' : '?'}${fill(step.query, variables, encodeURIComponent)}`
  const body = bodyOf(step, variables)
  const headers = new Map([
    ['accept', 'application/scim+json'],
    ['user-agent', 'rollcall-conformance'],
  ])
  if (step.auth !== false)
    headers.set('authorization', typeof step.auth === 'string' ? fill(step.auth, variables) : fill('Bearer {{token}}', variables))
  const contentType = step.contentType ?? (step.form !== undefined ? 'application/x-www-form-urlencoded' : 'application/scim+json')
  if (contentType !== '' && (body !== undefined || step.contentType !== undefined)) headers.set('content-type', contentType)
  for (const [name, value] of Object.entries(step.headers ?? {})) {
    if (value === null) headers.delete(name.toLowerCase())
    else headers.set(name.toLowerCase(), fill(value, variables))
  }
  return { method: step.method, url: `${origin}${path}${query}`, headers: Object.fromEntries(headers), ...(body !== undefined && { body }) }
}

function bodyOf(step: Step, variables: Variables): string | undefined {
  if (step.raw !== undefined) return fill(step.raw, variables)
  if (step.form !== undefined) {
    return new URLSearchParams(Object.entries(step.form).map(([name, value]) => [name, fill(value, variables)])).toString()
  }
  return step.body === undefined ? undefined : JSON.stringify(fillJson(step.body, variables))
}

function fillExpectation(expected: StepExpectation, variables: Variables): StepExpectation {
  const headers = Object.entries(expected.headers ?? {}).map(([name, pattern]) => [name, fill(pattern, variables)])
  const body = expected.body?.map((each) => ({
    ...each,
    path: fill(each.path, variables),
    ...(each.equals !== undefined && { equals: fillJson(each.equals, variables) }),
    ...(each.contains !== undefined && { contains: fillJson(each.contains, variables) }),
    ...(each.oneOf !== undefined && { oneOf: each.oneOf.map((value) => fillJson(value, variables)) }),
    ...(each.matches !== undefined && { matches: fill(each.matches, variables) }),
  }))
  return { ...expected, headers: Object.fromEntries(headers), ...(body !== undefined && { body }) }
}

function isCleanRefusal(answer: WireResponse): boolean {
  const body = parseJson(answer.body)
  if (answer.status !== 400 || !isJsonObject(body)) return false
  const { schemas, detail } = body
  return (
    Array.isArray(schemas) && schemas.includes('urn:ietf:params:scim:api:messages:2.0:Error') && typeof detail === 'string' && detail !== ''
  )
}
