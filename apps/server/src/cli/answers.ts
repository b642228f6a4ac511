import { difference } from '@rollcall/admin'
import { z } from 'zod'

// What the commands read of the admin API's answers. Everything else is passed on as it is.

export const tenant = z.looseObject({ id: z.string(), name: z.string(), created: z.string(), suspended: z.string().nullable() })
export const credential = z.looseObject({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  profile: z.string(),
  secrets: z.array(z.looseObject({ id: z.string(), expires: z.string() })),
  expires: z.string(),
  revoked: z.string().nullable(),
  lastUsed: z.string().nullable(),
  token: z.string().optional(),
  credentials: z.object({ clientId: z.string(), clientSecret: z.string().optional() }).optional(),
  tokenEndpoint: z.string().optional(),
})
export const loggedRequest = z.looseObject({
  id: z.string(),
  time: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.number(),
  duration: z.number(),
  actor: z.string(),
  detail: z.string().optional(),
  tolerated: z.array(z.string()),
})
export const replayed = z.looseObject({
  status: z.number(),
  detail: z.string().nullable(),
  changes: z.array(difference),
  notes: z.array(z.string()),
})
export const entry = z.looseObject({
  sequence: z.number(),
  time: z.string(),
  actor: z.string(),
  operation: z.string(),
  type: z.string(),
  id: z.string(),
  version: z.number(),
  changed: z.array(z.string()),
})
export const verification = z.object({
  verified: z.number(),
  unsealed: z.number(),
  head: z.string(),
  problem: z.object({ sequence: z.number(), what: z.string() }).nullable(),
})
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() })

export type Credential = z.infer<typeof credential>
