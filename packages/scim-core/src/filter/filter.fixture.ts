import type { JsonObject } from '../json.ts'
import type { AttributePath } from '../schema/attribute-path.ts'
import { comparableOf } from '../schema/comparable.ts'
import { groupResourceType, userResourceType } from '../schema/definitions/resource-types.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { completeResourceTypes } from '../schema/resource-types.ts'
import type { FilterLimits } from './check-tokens.ts'
import type { Filter } from './filter.ts'
import type { FilterSubject } from './matches.ts'
import { parseFilter } from './parse.ts'
import { type ResolveContext, resolveFilter } from './resolve.ts'

export const limits: FilterLimits = { filterLength: 4096, filterDepth: 20, filterTerms: 50 }
export const resourceTypes = completeResourceTypes([userResourceType, groupResourceType])
export const context: ResolveContext = { baseUrl: 'https://id.example.com/api/scim/v2', resourceTypes, unknownAttribute: 'refuse' }

export function typeNamed(name: string): ResourceType {
  const found = resourceTypes.named(name)
  if (found === undefined) throw new Error(`There is no resource type ${name}.`)
  return found
}

/** The resolved form of a filter's text. */
export function resolved(text: string, type = 'User', unknownAttribute: ResolveContext['unknownAttribute'] = 'refuse'): Filter {
  return resolveFilter(parseFilter(text, limits), typeNamed(type), { ...context, unknownAttribute })
}

export function pathTo(urn: string | undefined, name: string, subAttribute: string | undefined): AttributePath {
  const text = `${urn === undefined ? '' : `${urn}:`}${name}${subAttribute === undefined ? '' : `.${subAttribute}`}`
  return { text, urn, name, subAttribute }
}

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const barbara: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  userName: 'BJensen',
  externalId: 'Ext-1',
  name: { familyName: 'Jensen', givenName: 'Barbara' },
  title: 'Tour Guide',
  nickName: '',
  active: false,
  emails: [
    { value: 'a@example.com', type: 'work', primary: true },
    { value: 'b@example.org', type: 'home' },
  ],
  x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAA=' }],
  [enterprise]: { employeeNumber: '701984', manager: { value: 'm1' } },
}

/** A resource of that content, with two members and two groups. */
export function subject(document: JsonObject, type = 'User'): FilterSubject {
  return {
    id: 'u1',
    created: Date.UTC(2026, 0, 1),
    lastModified: Date.UTC(2026, 5, 1),
    version: 3,
    comparable: comparableOf(document, typeNamed(type)),
    members: () => [
      { value: 'u1', type: 'User', display: 'babs' },
      { value: 'g2', type: 'Group' },
    ],
    memberOf: () => [
      { value: 'g1', type: 'direct', display: 'tour guides' },
      { value: 'g0', type: 'indirect' },
    ],
  }
}
