import type { Requirement } from '../requirement.ts'
import { commonAttributes } from './b-common-attributes.ts'
import { groupAndCharacteristics } from './b-group-and-characteristics.ts'
import { namesAndTypes } from './b-names-and-types.ts'
import { referencesAndLists } from './b-references-and-lists.ts'
import { userSchema } from './b-user.ts'

/** B. Schema, attributes and characteristics. */
export const schema: readonly Requirement[] = [
  ...namesAndTypes,
  ...referencesAndLists,
  ...commonAttributes,
  ...userSchema,
  ...groupAndCharacteristics,
]
