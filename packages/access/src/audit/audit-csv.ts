import type { JournalEntry } from '@rollcall/scim-core'

/** The columns of an audit trail as CSV (RFC 4180), in order. */
const columns = ['sequence', 'time', 'actor', 'operation', 'type', 'id', 'version', 'changed', 'requestId'] as const

/** The names of the columns, as the first line (RFC 4180). */
export const auditCsvHeader = `${columns.join(',')}\r\n`

/** One journal entry as a line, times in ISO 8601. No field is a formula to a spreadsheet. */
export function auditCsvLine(entry: JournalEntry): string {
  const shown = { ...entry, time: new Date(entry.time).toISOString(), changed: entry.changed.join(' ') }
  return `${columns.map((column) => field(String(shown[column]))).join(',')}\r\n`
}

/** A spreadsheet takes text that begins so for a formula; a request id comes from outside. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
