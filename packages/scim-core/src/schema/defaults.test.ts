import { describe, expect, it } from 'vitest'
import { completeResourceType } from './complete-resource-type.ts'
import { applyDefaults } from './defaults.ts'
import { defineResourceType } from './define.ts'
import { userResourceType } from './definitions/resource-types.ts'

const user = completeResourceType(userResourceType)
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const ticketExtension = 'urn:example:Ticket:extra'
const ticket = completeResourceType(
  defineResourceType({
    name: 'Ticket',
    endpoint: '/Tickets',
    description: 'A ticket.',
    schema: { id: 'urn:example:Ticket', name: 'Ticket', description: '', attributes: [{ name: 'subject', description: '' }] },
    extensions: [
      {
        schema: {
          id: ticketExtension,
          name: 'Extra',
          description: '',
          attributes: [
            { name: 'priority', description: '', type: 'integer', defaultValue: 3 },
            { name: 'queue', description: '' },
          ],
        },
        required: false,
      },
    ],
  }),
)

describe('applyDefaults (RFC 7644 §3.3)', () => {
  it('makes a User active that does not say (D-20), in the place of the definition', () => {
    const resource = {
      schemas: [userSchema, enterprise],
      externalId: 'e1',
      userName: 'b',
      title: 't',
      emails: [{ value: 'x' }],
      [enterprise]: { department: 'd' },
    }
    expect(JSON.stringify(applyDefaults(resource, user))).toBe(
      JSON.stringify({
        schemas: [userSchema, enterprise],
        externalId: 'e1',
        userName: 'b',
        title: 't',
        active: true,
        emails: [{ value: 'x' }],
        [enterprise]: { department: 'd' },
      }),
    )
  })

  it('gives back the very object when nothing is missing', () => {
    const resource = { schemas: [userSchema], userName: 'b', active: false }
    expect(applyDefaults(resource, user)).toBe(resource)
  })

  it.each([{ active: null }, { ACTIVE: [] }])('leaves unassigned what the client cleared (PROT-3.3-06): %j', (sent) => {
    const resource = { schemas: [userSchema], userName: 'b' }
    expect(applyDefaults(resource, user, sent)).toBe(resource)
  })

  it('completes an extension that carries data, and makes none', () => {
    expect(applyDefaults({ schemas: [], subject: 's' }, ticket)).toEqual({ schemas: [], subject: 's' })
    expect(applyDefaults({ schemas: [], [ticketExtension]: { queue: 'q' } }, ticket)).toEqual({
      schemas: [],
      [ticketExtension]: { priority: 3, queue: 'q' },
    })
    expect(
      applyDefaults({ schemas: [], [ticketExtension]: { queue: 'q' } }, ticket, {
        'URN:EXAMPLE:TICKET:EXTRA': { priority: null, queue: 'q' },
      }),
    ).toEqual({ schemas: [], [ticketExtension]: { queue: 'q' } })
  })
})
