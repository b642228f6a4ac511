import type { Requirement } from '../requirement.ts'
import { modifyAddRemove } from './j-modify-add-remove.ts'
import { modifyMessage } from './j-modify-message.ts'
import { modifyReplace } from './j-modify-replace.ts'

/** J. Modify (PATCH). */
export const modify: readonly Requirement[] = [...modifyMessage, ...modifyAddRemove, ...modifyReplace]
