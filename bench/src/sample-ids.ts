import { sendAll } from './closed-loop.ts'
import type { Target } from './target.ts'

/** Ids of users from everywhere between the first and the last. */
export async function sampleIds(target: Target, users: number, pages = 50): Promise<string[]> {
  const count = Math.min(100, Math.ceil(users / pages))
  const requests = Array.from({ length: pages }, (_, page) => ({
    method: 'GET' as const,
    path: `/Users?attributes=id&count=${count}&startIndex=${1 + Math.floor((page / pages) * users)}`,
  }))
  const answers = await sendAll(target, requests, 4)
  return answers.flatMap(({ body }) => (JSON.parse(body.toString()).Resources as { id: string }[]).map(({ id }) => id))
}
