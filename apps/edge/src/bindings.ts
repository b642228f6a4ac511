import { type Profile, profileNamed } from '@rollcall/scim-core'
import type { D1Queryable } from '@rollcall/storage-drizzle/d1'

/** What wrangler.jsonc and `wrangler secret put` give to the Worker. */
export interface Bindings {
  readonly DB: D1Binding
  /** The files of Swagger UI. */
  readonly ASSETS: { fetch(request: string): Promise<Response> }
  /** The first tenant's bearer token: a secret. The key of cursors is derived from it. */
  readonly ROLLCALL_TOKEN: string
  /** The key of the admin API: a secret. Without it that API is off. */
  readonly ADMIN_TOKEN?: string
  readonly BASE_URL: string
  readonly SCIM_PATH?: string
  readonly PROFILE?: string
  readonly PASSWORDS?: string
  readonly LOG_LEVEL?: string
  readonly LOG_DAYS?: string
  readonly DEBUG_TOLERANCES?: string
}

/** Of D1Database what is used. */
export interface D1Binding extends D1Queryable {
  withSession(constraintOrBookmark: string): D1Session
}

export interface D1Session extends D1Queryable {
  getBookmark(): string | null
}

// What a bearer token may be made of (RFC 6750 §2.1): any other could never be sent.
const secret = /^[A-Za-z0-9\-._~+/]{32,}=*$/
const aSecret = 'a secret of at least 32 characters of A-Z, a-z, 0-9 and -._~+/'

export interface Configuration {
  readonly origin: string
  readonly scimPath: string
  readonly token: string
  readonly adminToken: string | undefined
  readonly profile: Profile
  /** Which lines are written. */
  readonly logLevel: (typeof logLevels)[number]
  /** How long the request log is kept. */
  readonly logDays: number
  /** Whether answers name what was tolerated in a request. */
  readonly showTolerances: boolean
}

/** A binding that cannot be used. The message is one sentence that names it. */
export class ConfigurationError extends Error {}

const logLevels = ['info', 'error', 'silent'] as const

/**
 * Looks at every binding once. An empty variable counts as not set.
 * @throws ConfigurationError
 */
export function readConfiguration(env: { readonly [Name in keyof Bindings]?: unknown }): Configuration {
  requireMethods(env.DB, 'DB', ['prepare', 'batch', 'withSession'], 'a D1 database')
  requireMethods(env.ASSETS, 'ASSETS', ['fetch'], 'the static assets')
  // scrypt does not fit into a Worker's 128 MB at a strength worth having, and PBKDF2 may not repeat more than 100,000 times there.
  if (text(env, 'PASSWORDS', 'ignore') !== 'ignore') throw new ConfigurationError('PASSWORDS must be ignore: Workers keep no passwords.')
  return {
    origin: matching(env, 'BASE_URL', undefined, isOrigin, 'an http or https origin without a path, e.g. https://id.example.com'),
    scimPath: matching(
      env,
      'SCIM_PATH',
      '/api/scim/v2',
      /^(?:\/[A-Za-z0-9\-._~]+)+$/,
      'a path like /api/scim/v2, without a slash at the end',
    ),
    token: matching(env, 'ROLLCALL_TOKEN', undefined, secret, aSecret),
    adminToken: text(env, 'ADMIN_TOKEN', '') === '' ? undefined : matching(env, 'ADMIN_TOKEN', undefined, secret, aSecret),
    profile: found(profileNamed(text(env, 'PROFILE', 'compat')), 'PROFILE', 'the name of a profile: compat or strict'),
    logLevel: found(
      logLevels.find((level) => level === text(env, 'LOG_LEVEL', 'info')),
      'LOG_LEVEL',
      `one of ${logLevels.join(', ')}`,
    ),
    logDays: Number(matching(env, 'LOG_DAYS', '30', /^[1-9]\d{0,3}$/, 'a number of days from 1 to 9999')),
    showTolerances: matching(env, 'DEBUG_TOLERANCES', '0', /^[01]$/, '0 or 1') === '1',
  }
}

type Variable = Exclude<keyof Bindings, 'DB' | 'ASSETS'>
type Environment = Parameters<typeof readConfiguration>[0]

function text(env: Environment, name: Variable, preset: string): string {
  const value = env[name]
  if (value === undefined || value === '') return preset
  if (typeof value !== 'string') throw new ConfigurationError(`${name} must be text.`)
  return value
}

function matching(
  env: Environment,
  name: Variable,
  preset: string | undefined,
  rule: RegExp | ((value: string) => boolean),
  what: string,
): string {
  const value = text(env, name, preset ?? '')
  const fits = typeof rule === 'function' ? rule(value) : rule.test(value)
  return found(fits ? value : undefined, name, what)
}

function found<Value>(value: Value | undefined, name: Variable, what: string): Value {
  if (value === undefined) throw new ConfigurationError(`${name} must be ${what}.`)
  return value
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === value
}

function requireMethods(value: unknown, name: string, methods: readonly string[], what: string): void {
  const isBound = typeof value === 'object' && value !== null && methods.every((method) => typeof Reflect.get(value, method) === 'function')
  if (!isBound) throw new ConfigurationError(`${name} must be bound to ${what}: see wrangler.jsonc.`)
}
