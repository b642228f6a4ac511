import type { Examples } from '../examples.fixture.ts'
import { stringNumber } from './string-number.ts'

export const examples: Examples = {
  rewrite: stringNumber,
  examples: [
    {
      because: 'a mapping that knows only text sends a whole number',
      resourceType: 'Badge',
      body: { label: 'a', level: '-12', weight: '1.5' },
      meant: { label: 'a', level: -12, weight: 1.5 },
    },
    {
      because: 'a fraction is no whole number',
      resourceType: 'Badge',
      operations: [{ op: 'add', path: 'level', value: '1.5' }],
      meant: [{ op: 'add', path: 'level', value: '1.5' }],
    },
    {
      because: 'a text of digits stays a text',
      resourceType: 'Badge',
      operations: [{ op: 'add', path: 'label', value: '007' }],
      meant: [{ op: 'add', path: 'label', value: '007' }],
    },
  ],
}
