import type { Examples } from '../examples.fixture.ts'
import { noPatchSchemas } from './no-patch-schemas.ts'

export const examples: Examples = {
  rewrite: noPatchSchemas,
  examples: [
    {
      because: 'authentik leaves out schemas',
      message: { Operations: [{ op: 'add', path: 'title', value: 'Analyst' }] },
      meant: [{ op: 'add', path: 'title', value: 'Analyst' }],
    },
    {
      because: 'null is left out too',
      message: { schemas: null, operations: [{ op: 'add', path: 'title', value: 'Analyst' }] },
      meant: [{ op: 'add', path: 'title', value: 'Analyst' }],
    },
  ],
}
