import { isTenantId, leastRate } from '@rollcall/access'
import { profileNamed, profiles } from '@rollcall/scim-core'
import * as z from 'zod'

// What the admin API takes and shows. Times are ISO 8601, in UTC.

export const tenantId = z
  .string()
  .refine(isTenantId, 'must be lower-case letters, digits and hyphens, at most 63, as in a host name')
  .meta({ description: 'Chosen once. It stands in the ids of credentials.', examples: ['acme'], pattern: '^[a-z0-9][a-z0-9-]{0,62}$' })

const name = z.string().trim().min(1).max(200)
const whole = (least: number, most: number) => z.number().int().min(least).max(most)

export const rate = z
  .strictObject({ perSecond: whole(leastRate, 100_000), burst: whole(leastRate, 1_000_000) })
  .refine(({ perSecond, burst }) => burst >= perSecond, 'burst must not be less than perSecond')
  .meta({ description: 'So many requests a second for ever, and so many at once.' })

const tenantSettings = z.strictObject({
  rate,
  accessTokenMinutes: whole(60, 360),
  requestLogDays: whole(1, 366),
  logPersonalValues: z.boolean().meta({ description: 'Whether request bodies in the log show personal values.' }),
  deprovisionLimit: whole(1, 100).nullable().meta({
    description: 'Per cent of users, or of the members of a group, that may be taken away within ten minutes; null lets all through.',
  }),
})

export const newTenant = z.strictObject({ id: tenantId, name: name.optional(), settings: tenantSettings.partial().optional() })
export const tenantChange = z.strictObject({
  name: name.optional(),
  suspended: z.boolean().optional(),
  settings: tenantSettings.partial().optional(),
})

const credentialSettings = z.strictObject({
  rate,
  basic: z
    .boolean()
    .meta({ description: 'The token is also taken as the password of HTTP Basic; the user name is the id of the credential.' }),
  rawToken: z.boolean().meta({ description: 'The token is also taken in the Authorization header without the word Bearer.' }),
})

const profile = z
  .string()
  .refine((text) => profileNamed(text) !== undefined, `must be one of ${profiles.map((each) => each.name).join(', ')}`)
  .meta({ description: 'How the client speaks.', enum: profiles.map((each) => each.name) })

const days = whole(1, 366)
const common = {
  name: name.meta({ description: 'For people.', examples: ['Entra ID'] }),
  scopes: z.array(z.string()).min(1).optional().meta({ description: 'What it may do; all of users and groups when left out.' }),
  profile: profile.optional(),
  expiresInDays: days.optional().meta({ description: '180 when left out.' }),
}

export const newCredential = z.strictObject({ ...common, settings: credentialSettings.partial().optional() })
export const newClient = z.strictObject({
  ...common,
  settings: credentialSettings.pick({ rate: true }).partial().optional(),
  assertion: z
    .strictObject({
      issuer: z.url(),
      audience: z.string().min(1),
      subject: z.string().min(1),
      keysUri: z.url({ protocol: /^https$/ }).max(2048),
    })
    .optional()
    .meta({
      description:
        'Workload identity federation: signed assertions that say exactly this are taken instead of a secret. Keys that are not on the Internet only the operator can name.',
    }),
})
export const rotation = z.strictObject({
  overlapDays: whole(0, 90).optional().meta({ description: 'How long the older secret stays valid; 7 when left out.' }),
  expiresInDays: days.optional(),
})

const time = z.iso.datetime()
const limit = z.coerce.number().int().min(1).max(1000).default(100)

export const page = z.object({ after: z.string().optional(), limit })
export const requestQuery = z.object({
  from: time.optional(),
  to: time.optional(),
  failed: z.stringbool().optional(),
  actor: z.string().optional(),
  resourceId: z.string().optional(),
  requestId: z.string().optional(),
  after: z.string().optional(),
  limit,
})
export const auditQuery = z.object({
  from: time.optional(),
  to: time.optional(),
  search: z.string().optional().meta({ description: 'Entries whose actor, resource id, operation or changed attributes contain it.' }),
  order: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'Which come first.' }),
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the `next` of the page before')
    .optional()
    .meta({ description: 'The `next` of the page before. A page may have fewer than `limit`, or none, and still a `next`.' }),
  limit,
})
export const auditExport = z.object({ format: z.enum(['csv', 'json']).default('json'), from: time.optional(), to: time.optional() })
export const auditVerification = z.object({ head: z.string().optional() })

// What is shown.

export const shownTenant = z.object({
  id: z.string(),
  name: z.string(),
  created: time,
  suspended: time.nullable(),
  settings: tenantSettings,
})
export const shownSecret = z.object({ id: z.string(), created: time, expires: time })
export const shownCredential = z.object({
  id: z.string(),
  tenant: z.string(),
  kind: z.enum(['token', 'client']),
  name: z.string(),
  scopes: z.array(z.string()),
  profile: z.string(),
  settings: credentialSettings,
  secrets: z.array(shownSecret),
  assertion: z
    .object({
      issuer: z.string(),
      audience: z.string(),
      subject: z.string(),
      keysUri: z.string(),
      keysFrom: z.enum(['public', 'anywhere']).optional(),
    })
    .nullable(),
  created: time,
  expires: time,
  revoked: time.nullable(),
  lastUsed: time.nullable(),
})
export const issuedToken = z.object({ ...shownCredential.shape, token: z.string().meta({ description: 'Shown this one time.' }) })
export const issuedClient = z.object({
  ...shownCredential.shape,
  credentials: z.object({
    clientId: z.string(),
    clientSecret: z.string().optional().meta({ description: 'Shown this one time; absent where assertions are used.' }),
  }),
  tokenEndpoint: z.string(),
})
/** What a request changed in one resource, or would change. */
export const difference = z.object({
  type: z.string(),
  id: z.string(),
  operation: z.enum(['create', 'update', 'delete']),
  attributes: z.array(
    z.object({
      path: z.string(),
      from: z.unknown().optional(),
      to: z.unknown().optional(),
      added: z.unknown().optional(),
      removed: z.unknown().optional(),
    }),
  ),
})
export const replayed = z.object({
  status: z.number().meta({ description: 'How the request would be answered now.' }),
  scimType: z.string().nullable(),
  detail: z.string().nullable(),
  operations: z
    .array(z.object({ method: z.string(), status: z.number(), detail: z.string().nullable() }))
    .meta({ description: 'Of a Bulk request how each of its operations would end.' }),
  changes: z.array(difference).meta({ description: 'What would be written, redacted as the log is. Nothing is.' }),
  tolerated: z.array(z.string()),
  notes: z.array(z.string()).meta({ description: 'In what the replay is not the request as it was.' }),
})
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() })
export const verification = z.object({
  verified: z.number(),
  unsealed: z.number(),
  head: z.string(),
  problem: z.object({ sequence: z.number(), what: z.string() }).nullable(),
})
