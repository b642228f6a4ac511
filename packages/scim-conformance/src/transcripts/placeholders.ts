import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'

/** Names that placeholders stand for. Filled by the target, by `vars`, by `capture` and by `repeat`. */
export type Variables = Map<string, string>

/** A placeholder that nothing has filled. */
export class UnknownPlaceholder extends Error {}

/** The innermost placeholders of a text, so that `{{imp{{i}}}}` is read from the inside. */
const innermost = /\{\{([^{}]*)\}\}/g

/**
 * The text with every `{{placeholder}}` filled, through `encode`.
 *
 * @throws UnknownPlaceholder
 */
export function fill(text: string, variables: Variables, encode: (value: string) => string = (value) => value): string {
  let filled = text
  while (true) {
    const inner = filled.replace(innermost, (whole, name: string, at: number, all: string) => {
      // Inside another placeholder the value is part of a name and stays as it is.
      const nested = all.slice(0, at).lastIndexOf('{{') > all.slice(0, at).lastIndexOf('}}')
      const value = evaluate(name.trim(), variables)
      if (value === undefined) throw new UnknownPlaceholder(`nothing has filled ${whole}`)
      return nested ? value : encode(value)
    })
    if (inner === filled) return filled
    filled = inner
  }
}

/** The same through every text of a JSON value. Member names are filled too. */
export function fillJson(value: JsonValue, variables: Variables): JsonValue {
  if (typeof value === 'string') return fill(value, variables)
  if (isJsonArray(value)) return value.map((each) => fillJson(each, variables))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [fill(name, variables), fillJson(each, variables)]))
}

function evaluate(name: string, variables: Variables): string | undefined {
  if (name === '$uuid') return crypto.randomUUID()
  if (name === '$rand') return crypto.randomUUID().replaceAll('-', '').slice(0, 10)
  const [transform, ...names] = name.split(':')
  if (names.length === 0) return variables.get(name)
  const values = names.map((each) => variables.get(each))
  if (values.some((each) => each === undefined)) return undefined
  const text = values.join(':')
  if (transform === 'upper') return text.toUpperCase()
  if (transform === 'lower') return text.toLowerCase()
  if (transform === 'b64') return Buffer.from(text, 'utf8').toString('base64')
  return undefined
}
