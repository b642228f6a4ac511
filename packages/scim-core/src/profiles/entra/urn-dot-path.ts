import type { ResourceType } from '../../schema/resource-type.ts'
import { mapMembers, mapOperations } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Microsoft's samples): a dot between the URN and the attribute, `urn:…:User.manager`. */
export const urnDotPath: Rewrite = {
  id: 'Q-URN-PATH',
  because: "Microsoft's samples join the URN of a schema and an attribute by a dot instead of a colon.",
  ofMisfits: true,
  patch: (message, resourceType) =>
    mapOperations(message, (operation) =>
      mapMembers(operation, (value, name) =>
        name.toLowerCase() === 'path' && typeof value === 'string' ? withColon(value, resourceType) : value,
      ),
    ),
}

/** A path as RFC 7644 §3.10 writes it: a colon behind the URN. */
export function withColon(path: string, { schema, extensions }: ResourceType): string {
  const lower = path.toLowerCase()
  const urn = [schema, ...extensions.map((extension) => extension.schema)].find(({ id }) => lower.startsWith(`${id.toLowerCase()}.`))?.id
  return urn === undefined ? path : `${path.slice(0, urn.length)}:${path.slice(urn.length + 1)}`
}
