import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { withCustomSchemas } from '../schema/custom-schemas.ts'
import { defineSchema } from '../schema/define.ts'
import { userResourceType } from '../schema/definitions/resource-types.ts'
import { all, createUser, type Example, example, json, unconditional, userUrn } from './provider.fixture.ts'

const badge = 'urn:example:Badge'
const schema = defineSchema({
  id: badge,
  name: 'Badge',
  description: '',
  attributes: [
    { name: 'serial', description: '', mutability: 'immutable' },
    { name: 'color', description: '' },
    { name: 'note', description: '', returned: 'request' },
    { name: 'secret', description: '', returned: 'never' },
    {
      name: 'door',
      description: '',
      type: 'complex',
      subAttributes: [
        { name: 'value', description: '', mutability: 'immutable' },
        { name: 'label', description: '' },
      ],
    },
  ],
})
const types = withCustomSchemas([userResourceType], { extensions: { User: [{ schema }] } })

async function badgeAfter(sent: JsonObject, replacement: JsonObject): Promise<{ schemas: unknown; badge: unknown }> {
  const service = example({ types })
  const id = await createUser(service, 'bjensen', { [badge]: sent })
  await put(service, id, { schemas: [userUrn], userName: 'bjensen', ...replacement })
  const stored = await service.provider.options.storage.forTenant('acme').get('User', id)
  const document = JSON.parse(stored?.document ?? '{}')
  return { schemas: document.schemas, badge: document[badge] }
}

function put({ provider, context }: Example, id: string, body: JsonObject) {
  return provider.replace(context, '/Users', id, body, all, unconditional)
}

describe('What a replace keeps although it is left out (RFC 7644 §3.5.1, D-19)', () => {
  it('is an immutable value, and the extension it belongs to stays in schemas (D-44)', async () => {
    expect(await badgeAfter({ serial: '7', color: 'red' }, {})).toEqual({ schemas: [userUrn, badge], badge: { serial: '7' } })
  })

  it('is an immutable part of a complex value that is sent, and none of one that is left out', async () => {
    const door = { value: 'front', label: 'Front' }
    expect((await badgeAfter({ door }, { [badge]: { door: { label: 'Main' } } })).badge).toEqual({
      door: { value: 'front', label: 'Main' },
    })
    expect((await badgeAfter({ door }, {})).badge).toBeUndefined()
    await expect(badgeAfter({ door }, { [badge]: { door: { value: 'back' } } })).rejects.toMatchObject({ scimType: 'mutability' })
  })

  it('is what a client does not see, so that sending back what was read changes nothing', async () => {
    const service = example({ types })
    const id = await createUser(service, 'bjensen', { [badge]: { note: 'n', secret: 's', color: 'red' } })
    const read = await json(await service.provider.retrieve(service.context, '/Users', id, all, unconditional))
    expect(read[badge]).toEqual({ color: 'red' })
    expect((await put(service, id, read)).etag).toBe('W/"1"')
  })

  it('is nothing that is cleared by name, or with its whole extension (RFC 7643 §2.5)', async () => {
    const unseen = { note: 'n', secret: 's' }
    expect((await badgeAfter(unseen, { [badge]: { NOTE: null } })).badge).toEqual({ secret: 's' })
    expect(await badgeAfter(unseen, { [badge.toUpperCase()]: null })).toEqual({ schemas: [userUrn], badge: undefined })
  })
})
