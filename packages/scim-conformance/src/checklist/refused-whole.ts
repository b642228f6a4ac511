import type { Client } from '../client.ts'
import type { JsonValue } from '../json.ts'

/** Demands that the PATCH failed with this error and left the user as it was. */
export async function refusedWhole(
  c: Client,
  operations: readonly JsonValue[],
  status: number,
  scimType: string | readonly string[],
): Promise<void> {
  const user = await c.createUser({ title: 'Before', emails: [{ type: 'work', value: 'a@example.test' }] })
  const path = `/Users/${user.id}`
  ;(await c.patch(path, operations)).error(status, scimType)
  const after = await c.read(path)
  after.that(after.response.body === user.response.body, 'the user as it was before the PATCH that failed')
}
