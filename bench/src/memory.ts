import { readFileSync } from 'node:fs'
import { sendAll } from './closed-loop.ts'
import type { Request } from './connection.ts'
import { bareUser } from './people.ts'
import { say } from './run.ts'
import type { Program, Target } from './target.ts'

const messages = 'urn:ietf:params:scim:api:messages:2.0'

/** The most memory that the server has, in MiB, while it does the largest things that it is asked for. */
export async function residentDuring({ pid }: Program, target: Target, { users, members }: { users: number; members: number }) {
  const ids: string[] = []
  const first = users + 2_000_000_000 + (Date.now() % 1e9) * 1000
  const operations = Array.from({ length: 1000 }, (_, index) => ({
    method: 'POST',
    path: '/Users',
    bulkId: String(index),
    data: bareUser(first + index),
  }))
  const bulk: Request = {
    method: 'POST',
    path: '/Bulk',
    body: JSON.stringify({ schemas: [`${messages}:BulkRequest`], Operations: operations }),
  }
  return {
    walk: await most(walk),
    bulk: await most(() => sendAll(target, [bulk], 1)),
    put: await most(async () => sendAll(target, [await replacement()], 1)),
  }

  async function most(work: () => Promise<unknown>): Promise<number> {
    let highest = resident()
    const timer = setInterval(() => {
      highest = Math.max(highest, resident())
    }, 20)
    await work()
    clearInterval(timer)
    return Math.round(highest)
  }

  function resident(): number {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  }

  /** RFC 9865: every user, page after page. */
  async function walk(): Promise<void> {
    say('a walk through everybody')
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const path = `/Users?count=500&cursor=${encodeURIComponent(cursor)}`
      const [page] = await sendAll(target, [{ method: 'GET', path }], 1)
      const { Resources, nextCursor }: { Resources?: readonly { id: string }[]; nextCursor?: string } = JSON.parse(String(page?.body))
      for (const { id } of Resources ?? []) if (ids.length < members) ids.push(id)
      cursor = nextCursor
    }
  }

  async function replacement(): Promise<Request> {
    say(`a group of ${members} members`)
    const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: `Everybody, ${first}` }
    const [created] = await sendAll(target, [{ method: 'POST', path: '/Groups', body: JSON.stringify(group) }], 1)
    const id = String(JSON.parse(created?.body.toString() ?? '{}').id)
    return { method: 'PUT', path: `/Groups/${id}`, body: JSON.stringify({ ...group, members: ids.map((value) => ({ value })) }) }
  }
}
