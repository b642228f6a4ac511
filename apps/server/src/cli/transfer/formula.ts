// A spreadsheet takes text that begins so for a formula, and runs it (OWASP: CSV injection). An apostrophe before it makes it text.
const formula = /^'*[=+\-@\t\r]/
const escaped = /^'+[=+\-@\t\r]/

/** Text that no spreadsheet runs. `plain` gives back what it was, whatever it was. */
export function harmless(text: string): string {
  return formula.test(text) ? `'${text}` : text
}

export function plain(text: string): string {
  return escaped.test(text) ? text.slice(1) : text
}
