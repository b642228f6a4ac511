import { parseJson, ScimError } from '@rollcall/scim-core'
import { badRequest, Problem } from './problem.ts'

/** In bytes. */
const longestBody = 65_536

/**
 * The JSON of a body, counted while it arrives: an administrator of one tenant may send as much as anybody. No body is an empty object.
 * @throws Problem 400 or 413
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  if (text === '') return {}
  try {
    return parseJson(text)
  } catch (error) {
    throw error instanceof ScimError ? badRequest(`The body is not JSON as it is taken here: ${error.detail}`) : error
  }
}

async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  if (Number(request.headers.get('content-length') ?? 0) > longestBody) throw tooLarge()
  let length = 0
  let text = ''
  try {
    for await (const piece of request.body ?? []) {
      length += piece.byteLength
      if (length > longestBody) throw tooLarge()
      text += decoder.decode(piece, { stream: true })
    }
    return text + decoder.decode()
  } catch (error) {
    throw error instanceof Problem ? error : badRequest('The body is not complete, or not in UTF-8.')
  }
}

const tooLarge = () => new Problem(413, `The body is larger than ${longestBody} bytes.`)
