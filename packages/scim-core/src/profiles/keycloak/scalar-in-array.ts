import { isJsonArray } from '../../json.ts'
import { valueRewrite } from '../value-rewrite.ts'

/** Deviation (Keycloak's SCIM client): a list of one for a single-valued attribute. More than one is left to be refused. */
export const scalarInArray = valueRewrite({
  id: 'Q-SCALAR-IN-ARRAY',
  because: 'The SCIM client of Keycloak wraps the values of single-valued attributes in a list of one.',
  whole: (value, { multiValued }) => {
    const [only, ...others] = isJsonArray(value) ? value : []
    return only !== undefined && others.length === 0 && !multiValued ? only : value
  },
})
