import { profileNamed } from '@rollcall/scim-core/profiles'
import { z } from 'zod'
import { isNetwork } from './forwarded.ts'

/** Everything that can be set from outside (docs/architecture.md). */
export interface Configuration {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** The public origin, without a trailing slash; undefined derives it from host and port. Never the Host header. */
  readonly baseUrl: string | undefined
  /** Addresses and networks of the proxies whose X-Forwarded headers are believed. */
  readonly trustedProxies: readonly string[]
  readonly scimPath: string
  /** `sqlite:` and a file, `pglite:` and a folder, or either and `:memory:`; or the URL of a PostgreSQL database. */
  readonly databaseUrl: string
  /** A bearer token for the first tenant; undefined makes one at the first start. */
  readonly token: string | undefined
  /** The key of the admin API; undefined leaves that API off. */
  readonly adminToken: string | undefined
  readonly logLevel: (typeof logLevels)[number]
  readonly passwords: 'ignore' | 'hash'
  /** The file with schemas of the deployer's own; undefined takes a `rollcall.config` file, if there is one. */
  readonly schemas: string | undefined
  /** The file with the issuers whose JWT access tokens are taken. */
  readonly trustedIssuers: string | undefined
  /** The name of the profile that the first tenant's token speaks. */
  readonly profile: string
  /** The folder that recordings of the traffic are written to; undefined records nothing. */
  readonly record: string | undefined
  /** Whether answers name what was tolerated in a request. */
  readonly debugTolerances: boolean
}

/** A setting that cannot be used. The message is one sentence that names it. */
export class ConfigurationError extends Error {}

/**
 * Reads the configuration from environment variables. An empty one counts as not set.
 * @throws ConfigurationError
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')
  const result = settings.safeParse(Object.fromEntries(set))
  if (!result.success) throw new ConfigurationError(sentence(result.error))
  const { data } = result
  return {
    host: data.HOST,
    port: data.PORT,
    baseUrl: data.BASE_URL,
    trustedProxies: data.TRUSTED_PROXIES,
    scimPath: data.SCIM_PATH,
    databaseUrl: data.DATABASE_URL,
    token: data.ROLLCALL_TOKEN,
    adminToken: data.ADMIN_TOKEN,
    logLevel: data.LOG_LEVEL,
    passwords: data.PASSWORDS,
    schemas: data.SCHEMAS,
    trustedIssuers: data.TRUSTED_ISSUERS,
    profile: data.PROFILE,
    record: data.RECORD,
    debugTolerances: data.DEBUG_TOLERANCES,
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

// What a bearer token may be made of (RFC 6750 §2.1): any other could never be sent.
const token = z.string().regex(/^[A-Za-z0-9\-._~+/]{32,}=*$/, 'must have at least 32 characters, of A-Z, a-z, 0-9 and -._~+/ only')

/** Each message goes on from the setting's name. */
const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a number from 0 to 65535')
    .default(8080),
  BASE_URL: z
    .string()
    .transform(origin)
    .refine((url) => url !== undefined, 'must be an http or https origin without a path, e.g. https://id.example.com')
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim()))
    .refine((proxies) => proxies.every(isNetwork), 'must be addresses or networks with commas between them, e.g. 127.0.0.1,10.0.0.0/8')
    .default([]),
  SCIM_PATH: z
    .string()
    .regex(/^(?:\/[A-Za-z0-9\-._~]+)+$/, 'must be a path like /api/scim/v2, without a slash at the end')
    .default('/api/scim/v2'),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'must be sqlite: and the path of a file, e.g. sqlite:./data/rollcall.db, or the postgres:// URL of a database')
    .default('sqlite:./data/rollcall.db'),
  ROLLCALL_TOKEN: token.optional(),
  ADMIN_TOKEN: token.optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  PASSWORDS: z.enum(['ignore', 'hash'], 'must be ignore or hash').default('ignore'),
  SCHEMAS: z
    .string()
    .regex(/\.(?:json|[cm]?[jt]s)$/, 'must be a .json, .js or .ts file with extensions and resource types')
    .optional(),
  TRUSTED_ISSUERS: z
    .string()
    .regex(/\.json$/, 'must be a .json file with a list of issuers')
    .optional(),
  PROFILE: z
    .string()
    .refine((name) => profileNamed(name) !== undefined, 'must be the name of a profile: compat or strict')
    .default('compat'),
  RECORD: z.string().optional(),
  DEBUG_TOLERANCES: z
    .enum(['0', '1'], 'must be 0 or 1')
    .transform((text) => text === '1')
    .default(false),
})

function isDatabaseUrl(text: string): boolean {
  if (/^(?:sqlite|pglite):./.test(text)) return true
  const url = /^postgres(?:ql)?:\/\//.test(text) ? URL.parse(text) : null
  return url !== null && url.hostname !== '' && url.pathname.length > 1
}

function origin(text: string): string | undefined {
  const url = URL.parse(text)
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  return isOrigin ? url.origin : undefined
}

function sentence(error: z.ZodError): string {
  const [issue] = error.issues
  return `${String(issue?.path[0])} ${issue?.message}.`
}
