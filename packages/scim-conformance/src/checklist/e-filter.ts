import type { Requirement } from '../requirement.ts'
import { filterLanguage } from './e-filter-language.ts'
import { filterMeaning } from './e-filter-meaning.ts'

/** E. Query: filters. */
export const filter: readonly Requirement[] = [...filterLanguage, ...filterMeaning]
