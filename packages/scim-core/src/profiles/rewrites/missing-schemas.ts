import { isJsonArray } from '../../json.ts'
import { memberOf, nameIn } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra, scripts): `schemas` is missing, or lacks the base schema or an extension whose data is there (D-33). */
export const missingSchemas: Rewrite = {
  id: 'Q-SCHEMAS-MISSING-URN',
  because: 'Some clients leave out schemas, or do not list every schema they use; the endpoint and the data tell which are meant.',
  ofMisfits: true,
  resource: (body, { schema, extensions }) => {
    const sent = memberOf(body, 'schemas') ?? []
    if (!isJsonArray(sent)) return body
    const used = [
      schema.id,
      ...extensions.flatMap((extension) => (nameIn(body, extension.schema.id) === undefined ? [] : extension.schema.id)),
    ]
    const listed = new Set(sent.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : urn)))
    const missing = used.filter((urn) => !listed.has(urn.toLowerCase()))
    return missing.length === 0 ? body : { ...body, [nameIn(body, 'schemas') ?? 'schemas']: [...sent, ...missing] }
  },
}
