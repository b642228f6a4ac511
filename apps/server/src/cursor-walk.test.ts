import { expect, it } from 'vitest'
import { startTestServer } from './server.fixture.ts'

interface Page {
  readonly Resources: readonly { readonly id: string }[]
  readonly nextCursor?: string
}

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User'
const bulkUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

it('A walk by cursors over 20,000 users finds each that stayed, once, while 50 leave and 50 come (RFC 9865 §2)', async () => {
  const server = await startTestServer({ PROFILE: 'strict', LOG_LEVEL: 'silent' })
  try {
    const json = async <Body>(response: Response) => (await response.json()) as Body
    const ids: string[] = []
    for (let batch = 0; batch < 20; batch++) {
      const Operations = Array.from({ length: 1000 }, (_, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `b${index}`,
        data: { schemas: [userUrn], userName: `user-${String(batch * 1000 + index).padStart(5, '0')}` },
      }))
      const answer = await json<{ Operations: { location: string }[] }>(
        await server.send('POST', '/Bulk', { schemas: [bulkUrn], Operations }),
      )
      ids.push(...answer.Operations.map(({ location }) => location.slice(location.lastIndexOf('/') + 1)))
    }
    expect(new Set(ids).size).toBe(20_000)
    const leaving = ids.filter((_, index) => index % 400 === 7)
    const stayed = ids.filter((id) => !leaving.includes(id))
    const seen: string[] = []
    let late = 0
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: Page = await json<Page>(await server.send('GET', `/Users?count=200&attributes=id&cursor=${cursor}`))
      seen.push(...page.Resources.map(({ id }) => id))
      cursor = page.nextCursor
      const id = leaving.pop()
      if (id === undefined) continue
      expect((await server.send('DELETE', `/Users/${id}`)).status).toBe(204)
      expect((await server.send('POST', '/Users', { schemas: [userUrn], userName: `late-${late++}` })).status).toBe(201)
    }
    expect(late).toBe(50)
    const once = new Set(seen)
    expect(once.size).toBe(seen.length)
    expect(stayed.filter((id) => !once.has(id))).toEqual([])
  } finally {
    await server.end()
  }
}, 180_000)
