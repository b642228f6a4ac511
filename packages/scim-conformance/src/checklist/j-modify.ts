import type { Requirement } from '../requirement.ts'
import { modifyAddRemove } from './j-modify-add-remove.ts'
import { modifyMessage } from './j-modify-message.ts'
import { modifyOutcome } from './j-modify-outcome.ts'
import { modifyReplace } from './j-modify-replace.ts'

/** J. Modify (PATCH). */
export const modify: readonly Requirement[] = [...modifyMessage, ...modifyOutcome, ...modifyAddRemove, ...modifyReplace]
