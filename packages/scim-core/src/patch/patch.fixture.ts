import type { JsonObject, JsonValue } from '../json.ts'
import { completeResourceType } from '../schema/complete-resource-type.ts'
import { defineResourceType } from '../schema/define.ts'
import { groupResourceType, userResourceType } from '../schema/definitions/resource-types.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { applyPatch, type PatchOptions, type PatchOutcome } from './apply-patch.ts'
import { type PatchLimits, parsePatchOp, patchOpSchema } from './patch-op.ts'

/** What the core schemas lack: plain lists, numbers, immutable attributes, required sub-attributes, a required extension. */
const badgeResourceType = defineResourceType({
  name: 'Badge',
  endpoint: '/Badges',
  description: 'A badge.',
  schema: {
    id: 'urn:example:schemas:Badge',
    name: 'Badge',
    description: 'A badge.',
    attributes: [
      { name: 'label', description: 'What is on it.', required: true },
      { name: 'level', description: 'A whole number.', type: 'integer' },
      { name: 'weight', description: 'A number.', type: 'decimal' },
      { name: 'tags', description: 'A list of plain values.', multiValued: true },
      { name: 'numbers', description: 'A list of whole numbers.', type: 'integer', multiValued: true },
      { name: 'serial', description: 'Set once.', mutability: 'immutable' },
      { name: 'printed', description: 'When it was printed.', type: 'dateTime', mutability: 'readOnly' },
      {
        name: 'doors',
        description: 'Doors that it opens.',
        type: 'complex',
        multiValued: true,
        required: true,
        subAttributes: [
          { name: 'value', description: 'The door.', required: true },
          { name: 'from', description: 'Since when; set once.', mutability: 'immutable' },
          { name: 'opened', description: 'How often it was opened.', type: 'integer', mutability: 'readOnly' },
        ],
      },
    ],
  },
  extensions: [
    {
      required: true,
      schema: {
        id: 'urn:example:schemas:Photo',
        name: 'Photo',
        description: 'The photo on it.',
        attributes: [{ name: 'uri', description: 'Where it is.', type: 'reference', referenceTypes: ['external'], required: true }],
      },
    },
    {
      required: false,
      schema: {
        id: 'urn:example:schemas:Issue',
        name: 'Issue',
        description: 'Who issued it.',
        attributes: [{ name: 'issuer', description: 'Set once.', mutability: 'immutable' }],
      },
    },
  ],
})

export const resourceTypes = {
  User: completeResourceType(userResourceType),
  Group: completeResourceType(groupResourceType),
  Badge: completeResourceType(badgeResourceType),
} satisfies Record<string, ResourceType>

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const userSchema = resourceTypes.User.schema.id
export const groupSchema = resourceTypes.Group.schema.id

export const limits: PatchLimits & PatchOptions['limits'] = {
  patchOperations: 1000,
  memberValues: 10_000,
  filterLength: 4096,
  filterDepth: 20,
  filterTerms: 50,
  multiValues: 1000,
}

export function message(operations: readonly JsonValue[]): JsonObject {
  return { schemas: [patchOpSchema], Operations: operations }
}

/** The id of the resource that is patched. */
export const ownId = '0192-own'

export function patched(
  resource: JsonObject,
  operations: readonly JsonValue[],
  resourceType: ResourceType = resourceTypes.User,
  options: Partial<PatchOptions> = {},
): PatchOutcome {
  return applyPatch(resource, parsePatchOp(message(operations), limits), resourceType, {
    id: ownId,
    replaceComplex: 'merge',
    limits,
    ...options,
  })
}
