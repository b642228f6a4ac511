import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../json.ts'
import { withCustomSchemas } from '../schema/custom-schemas.ts'
import { defineSchema } from '../schema/define.ts'
import { userResourceType } from '../schema/definitions/resource-types.ts'
import { all, createUser, example, json, patch, unconditional } from './provider.fixture.ts'

const badge = 'urn:example:Badge'
const schema = defineSchema({
  id: badge,
  name: 'Badge',
  description: '',
  attributes: [
    { name: 'pin', description: '', returned: 'request' },
    { name: 'color', description: '' },
    {
      name: 'keys',
      description: '',
      type: 'complex',
      multiValued: true,
      subAttributes: [
        { name: 'value', description: '' },
        { name: 'code', description: '', returned: 'request' },
      ],
    },
  ],
})
const types = withCustomSchemas([userResourceType], { extensions: { User: [{ schema }] } })
const sent = { pin: '1234', color: 'red', keys: [{ value: 'front', code: 'f' }] }
const seen = { color: 'red', keys: [{ value: 'front' }] }

describe('What is returned on request, in the answer to a PATCH (RFC 7643 §7)', () => {
  it.each<[what: string, operation: JsonObject, answer: JsonObject]>([
    ['is left out when the PATCH does not name it', { op: 'replace', path: `${badge}:color`, value: 'blue' }, { ...seen, color: 'blue' }],
    ['comes back when a path names it', { op: 'replace', path: `${badge}:PIN`, value: '5678' }, { ...seen, pin: '5678' }],
    ['comes back when it has that value already', { op: 'add', path: `${badge}:pin`, value: '1234' }, { ...seen, pin: '1234' }],
    ['comes back when a whole extension names it', { op: 'add', path: badge, value: { Pin: '5678' } }, { ...seen, pin: '5678' }],
    ['comes back when a value without a path names it', { op: 'add', value: { [badge]: { pin: '5678' } } }, { ...seen, pin: '5678' }],
    [
      'comes back as a sub-attribute',
      { op: 'replace', path: `${badge}:keys[value eq "front"].code`, value: 'g' },
      { ...seen, keys: [{ value: 'front', code: 'g' }] },
    ],
    [
      'does not come back as the sub-attribute beside',
      { op: 'add', path: `${badge}:keys[code eq "f"].value`, value: 'back' },
      { ...seen, keys: [{ value: 'back' }] },
    ],
  ])('%s', async (_, operation, answer) => {
    const service = example({ types })
    const id = await createUser(service, 'bjensen', { [badge]: sent })
    const modified = await json(await service.provider.modify(service.context, '/Users', id, patch(operation), all, unconditional))
    expect(modified[badge]).toEqual(answer)
  })
})
