import { createRecent } from '../recent.ts'

/** How often a statement is sent before it is worth a name. */
const hot = 5
/** How many names there may be: every connection keeps what it has prepared for as long as it lasts, and filters have no end of shapes. */
const names = 200

/** Names for the statements that are sent often, under which the server keeps them parsed and planned. */
export function preparedNames(): (sql: string) => string | undefined {
  const uses = createRecent<{ count: number; name: string | undefined }>(1000)
  let given = 0
  return (sql) => {
    const use = uses(sql, () => ({ count: 0, name: undefined }))
    use.count += 1
    if (use.name === undefined && use.count > hot && given < names) {
      given += 1
      use.name = `rollcall_${given}`
    }
    return use.name
  }
}
