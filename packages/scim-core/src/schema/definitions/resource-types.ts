import { defineResourceType } from '../define.ts'
import { enterpriseUserSchema } from './enterprise-user.ts'
import { groupSchema } from './group.ts'
import { userSchema } from './user.ts'

/** RFC 7643 §8.6, with the enterprise extension optional: as an obligation it would force every User to carry it. */
export const userResourceType = defineResourceType({
  name: 'User',
  endpoint: '/Users',
  description: userSchema.description,
  schema: userSchema,
  extensions: [{ schema: enterpriseUserSchema, required: false }],
  indexed: [
    'userName',
    'externalId',
    'emails.value',
    'displayName',
    'name.familyName',
    'name.givenName',
    'active',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber',
  ],
  memberOf: 'groups',
  label: ['displayName', 'userName'],
  guarded: [
    'userName',
    'externalId',
    'active',
    'userType',
    'roles',
    'entitlements',
    'x509Certificates',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  ],
})

/** RFC 7643 §8.6. */
export const groupResourceType = defineResourceType({
  name: 'Group',
  endpoint: '/Groups',
  description: groupSchema.description,
  schema: groupSchema,
  indexed: ['displayName', 'externalId'],
  membership: 'members',
  label: ['displayName'],
})
