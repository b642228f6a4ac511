import type { Examples } from '../examples.fixture.ts'
import { objectForArray } from './object-for-array.ts'

export const examples: Examples = {
  rewrite: objectForArray,
  examples: [
    {
      because: 'templates of OneLogin send the only e-mail as an object',
      body: { userName: 'ada', emails: { value: 'ada@example.com', type: 'work' } },
      meant: { userName: 'ada', emails: [{ value: 'ada@example.com', type: 'work' }] },
    },
    {
      because: 'null is no value, and no list of null',
      body: { userName: 'ada', emails: null },
      meant: { userName: 'ada', emails: null },
    },
  ],
}
