import type { Examples } from '../examples.fixture.ts'
import { nullPath } from './null-path.ts'

export const examples: Examples = {
  rewrite: nullPath,
  examples: [
    {
      because: 'authentik sends path null for no path',
      operations: [{ op: 'replace', path: null, value: { title: 'Analyst' } }],
      meant: [{ op: 'replace', value: { title: 'Analyst' } }],
    },
    {
      because: 'an empty path names nothing either',
      operations: [{ op: 'replace', path: '', value: { title: 'Analyst' } }],
      meant: [{ op: 'replace', value: { title: 'Analyst' } }],
    },
  ],
}
