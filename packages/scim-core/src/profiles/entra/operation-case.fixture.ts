import type { Examples } from '../examples.fixture.ts'
import { operationCase } from './operation-case.ts'

export const examples: Examples = {
  rewrite: operationCase,
  examples: [
    {
      because: 'Entra capitalises op',
      operations: [
        { op: 'Replace', path: 'title', value: 'Analyst' },
        { OP: 'REMOVE', path: 'nickName' },
      ],
      meant: [
        { op: 'replace', path: 'title', value: 'Analyst' },
        { op: 'remove', path: 'nickName' },
      ],
    },
  ],
}
