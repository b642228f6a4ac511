import type { Requirement } from '../requirement.ts'
import { discovery } from './a-discovery.ts'
import { schema } from './b-schema.ts'
import { create } from './c-create.ts'
import { read } from './d-read.ts'
import { filter } from './e-filter.ts'
import { sort } from './f-sort.ts'
import { indexPages } from './g-index-pages.ts'
import { search } from './h-search.ts'

export interface ChecklistGroup {
  readonly group: string
  readonly requirements: readonly Requirement[]
}

/** Everything that is examined, in the order of the RFCs' subjects. */
export const checklist: readonly ChecklistGroup[] = [
  { group: 'A. Discovery', requirements: discovery },
  { group: 'B. Schema, attributes and characteristics', requirements: schema },
  { group: 'C. Create', requirements: create },
  { group: 'D. Read and projection', requirements: read },
  { group: 'E. Filters', requirements: filter },
  { group: 'F. Sorting', requirements: sort },
  { group: 'G. Pages by index', requirements: indexPages },
  { group: 'H. Search', requirements: search },
]
