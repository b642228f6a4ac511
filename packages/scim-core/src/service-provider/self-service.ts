import type { ResourceType } from '../schema/resource-type.ts'
import { forbidden } from '../scim-error.ts'
import type { Caller } from './service-provider.ts'

/**
 * Whoever acts on the resource that their own credential stands for changes nothing that decides who they are and what they may do
 * (RFC 7644 §3.11, §7.6; PROT-3.11-06).
 * @param changed paths as the journal has them.
 * @throws ScimError 403
 */
export function demandUnguarded({ userId }: Caller, { guarded, name }: ResourceType, id: string, changed: readonly string[]): void {
  if (userId !== id) return
  const path = changed.find((each) =>
    guarded.some((attribute) => each === attribute || each.startsWith(`${attribute}.`) || each.startsWith(`${attribute}:`)),
  )
  if (path !== undefined) throw forbidden(`${path} of one's own ${name} can only be changed by others.`)
}
