import type { Examples } from '../examples.fixture.ts'
import { twoPrimaries } from './two-primaries.ts'

export const examples: Examples = {
  rewrite: twoPrimaries,
  examples: [
    {
      because: 'PingFederate marks every value of one kind as primary',
      body: { emails: [{ value: 'a' }, { value: 'b', primary: true }, { value: 'c', primary: true }] },
      meant: { emails: [{ value: 'a' }, { value: 'b', primary: true }, { value: 'c' }] },
    },
    {
      because: 'in a PATCH two new primary values are refused (PROT-3.5.2-21)',
      operations: [
        {
          op: 'add',
          path: 'emails',
          value: [
            { value: 'b', primary: true },
            { value: 'c', primary: true },
          ],
        },
      ],
      meant: [
        {
          op: 'add',
          path: 'emails',
          value: [
            { value: 'b', primary: true },
            { value: 'c', primary: true },
          ],
        },
      ],
    },
  ],
}
