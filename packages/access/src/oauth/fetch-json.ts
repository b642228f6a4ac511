import type { FetchJson } from './signed-tokens.ts'

/** For how long a key set is waited for, in milliseconds. */
export const keySetPatience = 5_000
/** In bytes. */
const largestKeySet = 262_144

/**
 * Fetches the keys of an issuer that an administrator named, from wherever the runtime reaches. No redirects, five seconds, 256 KiB: what is
 * beyond is no key set. On Node a URI that a tenant chose wants more care: see `fetchKeys` of apps/server.
 * @throws Error that tells nothing of what was answered but its status.
 */
export const fetchJson: FetchJson = async (uri) => {
  // Not 'error', which Workers do not know. An answer that redirects is not ok.
  const signal = AbortSignal.timeout(keySetPatience)
  const answer = await fetch(uri, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
  if (answer.ok) return readKeySet(uri, answer.body ?? [])
  await answer.body?.cancel()
  throw new Error(`${shown(uri)} answers ${answer.status}.`)
}

/** The JSON that a URI answers with, as it arrives. @throws Error that tells nothing of it. */
export async function readKeySet(uri: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<unknown> {
  let text = ''
  let size = 0
  const decoder = new TextDecoder()
  for await (const piece of pieces) {
    size += piece.byteLength
    if (size > largestKeySet) throw new Error(`${shown(uri)} answers with more than a key set.`)
    text += decoder.decode(piece, { stream: true })
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message has a piece of the text, which whoever chose the URI may have no right to see.
    throw new Error(`${shown(uri)} answers with no JSON.`)
  }
}

const shown = (uri: string) => uri.slice(0, 80)
