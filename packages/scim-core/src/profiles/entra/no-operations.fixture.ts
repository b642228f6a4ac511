import type { Examples } from '../examples.fixture.ts'
import { noOperations } from './no-operations.ts'

export const examples: Examples = {
  rewrite: noOperations,
  examples: [
    {
      because: "Microsoft's validator sends no operation and expects success",
      operations: [],
      meant: [{ op: 'add', value: {} }],
    },
  ],
}
