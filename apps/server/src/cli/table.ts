/** Rows as a table for people, columns as wide as they have to be. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'There is nothing to show.\n'
  const all = [columns.map((column) => column.toUpperCase()), ...rows.map((row) => row.map(printable))]
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  return `${all.map(line).join('\n')}\n`
}

/** Names and values below each other. What has no value is left out. */
export function details(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  const shown = pairs.filter(([, value]) => value !== undefined)
  const width = Math.max(...shown.map(([name]) => name.length))
  return `${shown.map(([name, value]) => `${name.padEnd(width)}  ${printable(value ?? '')}`).join('\n')}\n`
}

/** Text as a terminal shows it and does nothing else: others chose it, and with controls in it they could rewrite what is on the screen. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\uFFFD')
}
