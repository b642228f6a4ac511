import { isJsonArray, isJsonObject, type JsonValue } from './json.ts'

/** One step into a JSON value: a member name, an index, or the first array element whose member equals a text. */
type Step = { readonly name: string } | { readonly index: number } | { readonly where: string; readonly is: string }

const step = /\["([^"]*)"\]|\[\?([^=\]]+)=([^\]]*)\]|\[(\d+)\]|\.?([^.[\]]+)/gy

/**
 * The value at a path of a JSON body, or undefined. Paths are names with dots between them, `[0]`, `["urn:…:User"]` for a name with
 * dots or colons in it, and `[?type=work]` for the first element whose `type` reads `work`.
 */
export function readPath(body: JsonValue | undefined, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = body
  for (const each of stepsOf(path)) value = follow(value, each)
  return value
}

function follow(value: JsonValue | undefined, to: Step): JsonValue | undefined {
  if ('name' in to) return isJsonObject(value) && Object.hasOwn(value, to.name) ? value[to.name] : undefined
  if (!isJsonArray(value)) return undefined
  if ('index' in to) return value[to.index]
  return value.find((each) => isJsonObject(each) && Object.hasOwn(each, to.where) && String(each[to.where]) === to.is)
}

function stepsOf(path: string): Step[] {
  const steps: Step[] = []
  step.lastIndex = 0
  while (step.lastIndex < path.length) {
    const at = step.lastIndex
    const found = step.exec(path)
    if (found === null) throw new Error(`${JSON.stringify(path)} is no body path: unreadable from character ${at}.`)
    const [, literal, where, is, index, name] = found
    if (literal !== undefined) steps.push({ name: literal })
    else if (where !== undefined) steps.push({ where, is: is ?? '' })
    else if (index !== undefined) steps.push({ index: Number(index) })
    else if (name !== undefined) steps.push({ name })
  }
  return steps
}
