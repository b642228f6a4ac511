import { noPatchSchemas } from './authentik/no-patch-schemas.ts'
import { nullPath } from './authentik/null-path.ts'
import { unquotedLiteral } from './authentik/unquoted-literal.ts'
import { bareExtensionAttributes } from './entra/bare-extension-attributes.ts'
import { createOnAbsent } from './entra/create-on-absent.ts'
import { dottedKeys } from './entra/dotted-keys.ts'
import { manager } from './entra/manager.ts'
import { noOperations } from './entra/no-operations.ts'
import { operationCase } from './entra/operation-case.ts'
import { removeValueList } from './entra/remove-value-list.ts'
import { urnDotPath } from './entra/urn-dot-path.ts'
import { urnKeys } from './entra/urn-keys.ts'
import { wrappedStrings } from './entra/wrapped-strings.ts'
import { pathRequired } from './interop/path-required.ts'
import { scalarInArray } from './keycloak/scalar-in-array.ts'
import { twoPrimaries } from './ping/two-primaries.ts'
import type { Profile, Rewrite } from './profile.ts'
import { emptyClears } from './rewrites/empty-clears.ts'
import { listSubPath } from './rewrites/list-sub-path.ts'
import { missingSchemas } from './rewrites/missing-schemas.ts'
import { objectForArray } from './rewrites/object-for-array.ts'
import { readOnlyKeys } from './rewrites/read-only-keys.ts'
import { removeNested } from './rewrites/remove-nested.ts'
import { stringBoolean } from './rewrites/string-boolean.ts'
import { stringBooleanFilter } from './rewrites/string-boolean-filter.ts'
import { stringForComplex } from './rewrites/string-for-complex.ts'
import { stringNumber } from './rewrites/string-number.ts'
import { unknownAttributes } from './rewrites/unknown-attributes.ts'
import { unknownSchemas } from './rewrites/unknown-schemas.ts'

/**
 * Every tolerance there is, in the order they are used: first what makes a message or a body readable at all, then where values belong,
 * then the values themselves, last what looks at the resource.
 */
const all: readonly Rewrite[] = [
  noPatchSchemas,
  noOperations,
  operationCase,
  nullPath,
  urnDotPath,
  unquotedLiteral,
  removeNested,
  dottedKeys,
  urnKeys,
  bareExtensionAttributes,
  stringBooleanFilter,
  objectForArray,
  manager,
  scalarInArray,
  wrappedStrings,
  // Behind what takes values out of lists and wrappings: an empty one may stand within.
  emptyClears,
  stringForComplex,
  stringBoolean,
  stringNumber,
  twoPrimaries,
  unknownSchemas,
  missingSchemas,
  unknownAttributes,
  readOnlyKeys,
  removeValueList,
  listSubPath,
  createOnAbsent,
]

/** What any client may be forgiven: unknown names, values in another JSON form. Nothing that decides where a value goes. */
const common: readonly Rewrite[] = [
  emptyClears,
  objectForArray,
  stringForComplex,
  stringBoolean,
  stringNumber,
  twoPrimaries,
  unknownSchemas,
  missingSchemas,
  unknownAttributes,
  readOnlyKeys,
]

const groupNames = [{ resourceType: 'Group', path: 'displayName' }] as const

/** RFC 7644 to the letter. */
export const strict: Profile = { name: 'strict', rewrites: [], unique: [], replaceComplex: 'merge', formats: 'checked' }

/** Understands every client whose habits are known. The default. */
export const compat: Profile = { name: 'compat', rewrites: all, unique: groupNames, replaceComplex: 'merge', formats: 'asSent' }

/** draft-zollner-scim-interop-profile-01: nothing is tolerated, and complex values are replaced whole. */
export const interop: Profile = { name: 'interop', rewrites: [pathRequired], unique: [], replaceComplex: 'whole', formats: 'asSent' }

const entra: Profile = profile('entra', groupNames, [
  noOperations,
  operationCase,
  urnDotPath,
  dottedKeys,
  urnKeys,
  bareExtensionAttributes,
  stringBooleanFilter,
  manager,
  scalarInArray,
  wrappedStrings,
  removeValueList,
  listSubPath,
  createOnAbsent,
])
const okta: Profile = profile('okta', [], [])
const onelogin: Profile = profile('onelogin', [], [operationCase])
const ping: Profile = profile('ping', [], [unquotedLiteral])
const jumpcloud: Profile = profile('jumpcloud', [], [removeValueList])
const sailpoint: Profile = profile('sailpoint', [], [])
/** Every tolerance, and no uniqueness beyond the schema's. */
const generic: Profile = { name: 'generic', rewrites: all, unique: [], replaceComplex: 'merge', formats: 'asSent' }

/** Every profile there is. */
export const profiles: readonly Profile[] = [strict, compat, interop, entra, okta, onelogin, ping, jumpcloud, sailpoint, generic]

const byName = new Map(profiles.map((each) => [each.name, each]))

/** The profile of that name, exactly; undefined when there is none. */
export function profileNamed(name: string): Profile | undefined {
  return byName.get(name)
}

function profile(name: string, unique: Profile['unique'], own: readonly Rewrite[]): Profile {
  const chosen = new Set([...common, ...own])
  return { name, rewrites: all.filter((rewrite) => chosen.has(rewrite)), unique, replaceComplex: 'merge', formats: 'asSent' }
}
