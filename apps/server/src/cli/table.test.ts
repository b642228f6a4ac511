import { expect, it } from 'vitest'
import { details, table } from './table.ts'

const controls = 'evil\u001b]0;owned\u0007\u001b[2J\u009b1m\u202e\nsecond row\r\t'

it.each([
  ['a table', table(['name', 'id'], [[controls, '1']]), 2],
  ['details', details([['name', controls]]), 1],
])('%s shows controls and does not carry them out', (_, text, lines) => {
  expect(text.split('\n')).toHaveLength(lines + 1)
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
  expect(text).toContain('evil\uFFFD]0;owned\uFFFD')
})

it('columns are as wide as they have to be', () => {
  expect(table(['id', 'name'], [['acme', 'Acme\u0007']])).toBe('ID    NAME\nacme  Acme\uFFFD\n')
})
