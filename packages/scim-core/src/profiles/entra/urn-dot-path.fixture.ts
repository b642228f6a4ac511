import type { Examples } from '../examples.fixture.ts'
import { urnDotPath } from './urn-dot-path.ts'

export const examples: Examples = {
  rewrite: urnDotPath,
  examples: [
    {
      because: "Microsoft's samples join URN and attribute by a dot",
      operations: [{ op: 'remove', path: 'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager.value' }],
      meant: [{ op: 'remove', path: 'URN:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value' }],
    },
    {
      because: 'another dot is none of its business',
      operations: [{ op: 'remove', path: 'name.givenName' }],
      meant: [{ op: 'remove', path: 'name.givenName' }],
    },
  ],
}
