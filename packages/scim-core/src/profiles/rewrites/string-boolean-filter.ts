import type { FilterExpression } from '../../filter/filter.ts'
import type { Attribute } from '../../schema/attribute.ts'
import { type AttributePath, resolveAttributePath } from '../../schema/attribute-path.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (Entra): `roles[primary eq "True"]`. The literal is read by the attribute's type. */
export const stringBooleanFilter: Rewrite = {
  id: 'Q-STR-BOOL-FILTER',
  because: 'Entra compares booleans with the strings "True" and "False" in filters and paths.',
  filter: (filter, resourceType) =>
    read(filter, (path) => {
      const resolved = resolveAttributePath(path, resourceType)
      return resolved?.subAttribute ?? resolved?.attribute
    }),
}

type Find = (path: AttributePath) => Attribute | undefined

function read(filter: FilterExpression, find: Find): FilterExpression {
  switch (filter.kind) {
    case 'compare': {
      const lower = typeof filter.value === 'string' ? filter.value.toLowerCase() : undefined
      if ((lower !== 'true' && lower !== 'false') || find(filter.path)?.type !== 'boolean') return filter
      return { ...filter, value: lower === 'true' }
    }
    case 'present':
      return filter
    case 'valuePath': {
      const attribute = find(filter.path)
      const inner = read(filter.filter, ({ name }) => (attribute?.type === 'complex' ? attribute.subAttribute(name) : attribute))
      return inner === filter.filter ? filter : { ...filter, filter: inner }
    }
    case 'and':
    case 'or': {
      const filters = filter.filters.map((each) => read(each, find))
      return filters.every((each, index) => each === filter.filters[index]) ? filter : { ...filter, filters }
    }
    case 'not': {
      const inner = read(filter.filter, find)
      return inner === filter.filter ? filter : { ...filter, filter: inner }
    }
  }
}
