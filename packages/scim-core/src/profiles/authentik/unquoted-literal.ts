import { mapMembers, mapOperations } from '../mapped.ts'
import type { Rewrite } from '../profile.ts'

/** Deviation (authentik; the manuals of Ping and Zoom): `userName eq ada@example.com`. A bare word that is no literal is a string (D-08). */
export const unquotedLiteral: Rewrite = {
  id: 'Q-UNQUOTED',
  because: 'authentik leaves out the quotes around strings in filters.',
  ofMisfits: true,
  filterText: quoted,
  patch: (message) =>
    mapOperations(message, (operation) =>
      mapMembers(operation, (value, name) =>
        name.toLowerCase() === 'path' && typeof value === 'string' && value.includes('[') ? quoted(value) : value,
      ),
    ),
}

// A string in quotes, passed over even when it does not end, so that the time stays linear; or an operator and the bare word behind it.
const pattern = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|(\s(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+)([^\s"'()[\]]+)/gi
const literal = /^(?:true|false|null|-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)$/i

function quoted(text: string): string {
  return text.replace(pattern, (match: string, operator: string | undefined, word: string | undefined) =>
    operator === undefined || word === undefined || literal.test(word) ? match : operator + JSON.stringify(word),
  )
}
