import { describe, expect, it } from 'vitest'
import { all, createGroup, createUser, example, groupUrn, json, patch, unconditional, userUrn, wholeList } from './provider.fixture.ts'
import type { RequestContext } from './service-provider.ts'

const service = example()
const limited = (...scopes: string[]): RequestContext => ({
  ...service.context,
  caller: { ...service.context.caller, permits: (access, endpoint) => scopes.includes(`${endpoint} ${access}`) },
})

const { provider } = service
const user = await createUser(service, 'ada')
const group = await createGroup(service, 'crew')

describe('what a caller may do (RFC 7644 §2)', () => {
  const replacement = { schemas: [userUrn], userName: 'ada' }
  const change = patch({ op: 'replace', path: 'title', value: 'x' })

  it.each([
    ['create', '/Users', 'write', (context: RequestContext) => provider.create(context, '/Users', replacement, all)],
    ['retrieve', '/Users', 'read', (context: RequestContext) => provider.retrieve(context, '/Users', user, all, unconditional)],
    ['query', '/Groups', 'read', (context: RequestContext) => provider.query(context, '/Groups', wholeList)],
    ['replace', '/Users', 'write', (context: RequestContext) => provider.replace(context, '/Users', user, replacement, all, unconditional)],
    ['modify', '/Users', 'write', (context: RequestContext) => provider.modify(context, '/Users', user, change, all, unconditional)],
    ['delete', '/Groups', 'write', (context: RequestContext) => provider.delete(context, '/Groups', group, unconditional)],
    ['retrieve', '/Users', 'read', (context: RequestContext) => provider.retrieve(context, '/Users', 'unknown', all, unconditional)],
  ] as const)('%s of %s is refused without the right to %s, whatever other rights there are', async (_, endpoint, access, act) => {
    const others = ['/Users read', '/Users write', '/Groups read', '/Groups write'].filter((right) => right !== `${endpoint} ${access}`)
    const scope = `${endpoint.slice(1).toLowerCase()}:${access}`
    await expect(act(limited(...others))).rejects.toMatchObject({
      status: 403,
      headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
    })
  })

  it('holds for each operation inside a Bulk request', async () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'q', data: { schemas: [userUrn], userName: 'grace' } },
        { method: 'POST', path: '/Groups', bulkId: 'g', data: { schemas: [groupUrn], displayName: 'others' } },
        { method: 'DELETE', path: `/Groups/${group}` },
      ],
    }
    const results = await json(await provider.bulk(limited('/Users write'), body))
    expect(results['Operations']).toMatchObject([{ status: '201' }, { status: '403' }, { status: '403' }])
    expect((await provider.retrieve(service.context, '/Groups', group, all, unconditional)).status).toBe(200)
  })

  it('shows in a query at the root only what may be read, and refuses one where that is nothing', async () => {
    const users = await json(await provider.query(limited('/Users read'), undefined, wholeList))
    expect(users['Resources']).toMatchObject([{ userName: 'ada' }, { userName: 'grace' }])
    await expect(provider.query(limited('/Users write'), undefined, wholeList)).rejects.toMatchObject({ status: 403 })
  })
})
