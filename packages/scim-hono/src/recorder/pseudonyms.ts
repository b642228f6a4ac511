/** How values are replaced: the same one always by the same pseudonym, of the same kind, in the spelling it came in. */
export interface Pseudonyms {
  /** What stands in a recording for a value: itself when it names nobody, else a text with the placeholders of the transcript format. */
  of(value: string): string
  /** The placeholder that a captured id is known by from now on: `id1`; undefined when it has one. */
  capture(id: string): string | undefined
}

/**
 * Everything is replaced but what is known to be harmless: what is personal cannot be listed. Pseudonyms carry `{{run}}`, which is another
 * text in every replay, so that a recording can be replayed twice against one server.
 */
export function createPseudonyms(): Pseudonyms {
  const known = new Map<string, { readonly sent: string; readonly pseudonym: string }>()
  const captured = new Map<string, string>()
  const made = { email: 0, phone: 0, uuid: 0, number: 0, uri: 0, text: 0 }

  function make(value: string): string {
    const kind = kindOf(value)
    made[kind] += 1
    return pseudonym[kind](made[kind])
  }

  return {
    of: (value) => {
      const id = captured.get(value)
      if (id !== undefined) return `{{${id}}}`
      if (isHarmless(value)) return value
      // Values that differ in case alone stay so: clients look people up in another case than they made them.
      const folded = value.toLowerCase()
      const entry = known.get(folded) ?? { sent: value, pseudonym: make(value) }
      known.set(folded, entry)
      if (entry.sent === value) return entry.pseudonym
      return value === folded ? entry.pseudonym.toLowerCase() : inUpperCase(entry.pseudonym)
    },
    capture: (id) => {
      if (captured.has(id)) return undefined
      const name = `id${captured.size + 1}`
      captured.set(id, name)
      return name
    },
  }
}

type Kind = 'email' | 'phone' | 'uuid' | 'number' | 'uri' | 'text'

function kindOf(value: string): Kind {
  if (/^[^\s@]+@[^\s@]+$/.test(value)) return 'email'
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return 'uuid'
  if (/^\d+$/.test(value)) return 'number'
  if (/^(?:tel:)?[+(\d][\d\s()./-]{5,}$/.test(value)) return 'phone'
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(value)) return 'uri'
  return 'text'
}

const digits = (n: number, length: number) => String(n).padStart(length, '0')

/** Each of the kind it stands for, so that a server which looks at the form sees the same. */
const pseudonym: Readonly<Record<Kind, (n: number) => string>> = {
  email: (n) => `person${n}.{{run}}@example.test`,
  phone: (n) => `+1 555 ${digits(n, 7)}`,
  uuid: (n) => `${digits(n, 8)}-0000-4000-8000-00{{run}}`,
  number: (n) => String(900_000 + n),
  uri: (n) => `https://example.test/${n}`,
  text: (n) => `Text ${n} {{run}}`,
}

const inUpperCase = (text: string) => text.toUpperCase().replaceAll('{{RUN}}', '{{upper:run}}')

/** The words of the protocol itself. */
function isHarmless(value: string): boolean {
  return value === '' || words.has(value.toLowerCase()) || /^urn:ietf:params:scim:/i.test(value)
}

const words = new Set(
  'true false null work home other mobile fax pager photo thumbnail aim gtalk icq xmpp msn skype qq yahoo user group direct indirect'.split(
    ' ',
  ),
)
