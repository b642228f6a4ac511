import type { Requirement } from '../requirement.ts'
import { filterLanguage } from './e-filter-language.ts'
import { filterMeaning } from './e-filter-meaning.ts'
import { filterScope } from './e-filter-scope.ts'

/** E. Query: filters. */
export const filter: readonly Requirement[] = [...filterLanguage, ...filterMeaning, ...filterScope]
