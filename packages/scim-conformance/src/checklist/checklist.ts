import type { Requirement } from '../requirement.ts'
import { discovery } from './a-discovery.ts'
import { schema } from './b-schema.ts'
import { create } from './c-create.ts'
import { read } from './d-read.ts'
import { filter } from './e-filter.ts'
import { sort } from './f-sort.ts'
import { indexPages } from './g-index-pages.ts'
import { search } from './h-search.ts'
import { replace } from './i-replace.ts'
import { modify } from './j-modify.ts'
import { remove } from './k-delete.ts'
import { bulkRequirements } from './l-bulk.ts'
import { versions } from './m-versions.ts'
import { meEndpoint } from './n-me.ts'
import { errors } from './o-errors.ts'
import { content } from './p-content.ts'
import { http } from './p-http.ts'
import { texts } from './r-texts.ts'
import { cursorPages } from './t-cursor.ts'

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
  { group: 'I. Replace', requirements: replace },
  { group: 'J. Modify', requirements: modify },
  { group: 'K. Delete', requirements: remove },
  { group: 'L. Bulk', requirements: bulkRequirements },
  { group: 'M. Versions', requirements: versions },
  { group: 'N. /Me', requirements: meEndpoint },
  { group: 'O. Errors', requirements: errors },
  { group: 'P. HTTP, JSON and URIs', requirements: [...content, ...http] },
  { group: 'R. Texts', requirements: texts },
  { group: 'T. Pages by cursor', requirements: cursorPages },
]
