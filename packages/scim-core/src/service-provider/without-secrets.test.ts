import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { completeResourceType } from '../schema/complete-resource-type.ts'
import { withCustomSchemas } from '../schema/custom-schemas.ts'
import { defineSchema } from '../schema/define.ts'
import { userResourceType } from '../schema/definitions/resource-types.ts'
import { all, createUser, example, json, patch, unconditional, userUrn, wholeList } from './provider.fixture.ts'

const badge = 'urn:example:Badge'
const door = 'urn:example:Door'
const badgeSchema = defineSchema({
  id: badge,
  name: 'Badge',
  description: '',
  attributes: [
    { name: 'pin', description: '', mutability: 'writeOnly', required: true },
    { name: 'number', description: '' },
    {
      name: 'keys',
      description: '',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { name: 'value', description: '' },
        { name: 'code', description: '', mutability: 'writeOnly', required: true },
      ],
    },
  ],
})
const doorSchema = defineSchema({
  id: door,
  name: 'Door',
  description: '',
  attributes: [{ name: 'code', description: '', mutability: 'writeOnly' }],
})
const types = withCustomSchemas([userResourceType], { extensions: { User: [{ schema: badgeSchema }, { schema: doorSchema }] } })
const sent: JsonObject = {
  [badge]: { pin: 'secret-1', number: '7', keys: [{ value: 'front', code: 'secret-2' }, { code: 'secret-3' }] },
  [door]: { code: 'secret-4' },
}

describe('What is writeOnly in an extension or in a complex attribute (RFC 7643 §7)', () => {
  it('is neither returned nor kept, and an extension of nothing else is not there', async () => {
    const service = example({ types })
    const { provider, context } = service
    const id = await createUser(service, 'bjensen', sent)
    const stored = await provider.options.storage.forTenant('acme').get('User', id)
    const read = await provider.retrieve(context, '/Users', id, all, unconditional)
    const list = await provider.query(context, '/Users', wholeList)
    for (const text of [stored?.document, read.body, list.body]) expect(text).not.toContain('secret')
    expect(await json(read)).toMatchObject({ schemas: [userUrn, badge], [badge]: { number: '7', keys: [{ value: 'front' }] } })
  })

  it('is taken by PATCH and PUT and is no change, and needs not be sent again with another change', async () => {
    const service = example({ types })
    const { provider, context } = service
    const id = await createUser(service, 'bjensen', sent)
    const modify = (operation: JsonObject) => provider.modify(context, '/Users', id, patch(operation), all, unconditional)
    const renewed = await modify({ op: 'replace', path: `${badge}:keys[value eq "front"].code`, value: 'secret-5' })
    expect(renewed).toMatchObject({ status: 200, etag: 'W/"1"' })
    expect(await modify({ op: 'replace', path: `${badge}:pin`, value: 'secret-6' })).toMatchObject({ etag: 'W/"1"' })
    expect(await modify({ op: 'replace', path: `${badge}:number`, value: '8' })).toMatchObject({ etag: 'W/"2"' })
    const whole = {
      schemas: [userUrn],
      userName: 'bjensen',
      [badge]: { pin: 'secret-7', number: '8', keys: [{ value: 'front', code: 'x' }] },
    }
    const replaced = await provider.replace(context, '/Users', id, whole, all, unconditional)
    expect(replaced).toMatchObject({ status: 200, etag: 'W/"2"' })
    expect(replaced.body).not.toContain('secret')
  })

  it('is not shown either where it was kept before', () => {
    const [User] = types.map(completeResourceType)
    expect(User?.returnsWholeDocument).toBe(false)
    expect(User?.schemaById(badge)?.attribute('pin')?.returned).toBe('never')
    expect(completeResourceType(userResourceType).returnsWholeDocument).toBe(true)
  })
})
