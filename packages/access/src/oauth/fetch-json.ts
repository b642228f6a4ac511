import type { FetchJson } from './signed-tokens.ts'

/**
 * Fetches the keys of an issuer that an administrator named. No redirects, five seconds, 256 KiB: what is beyond is no key set.
 * @throws Error
 */
export const fetchJson: FetchJson = async (uri) => {
  // Not 'error', which Workers do not know. An answer that redirects is not ok.
  const answer = await fetch(uri, { redirect: 'manual', signal: AbortSignal.timeout(5_000), headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Error(`${uri} answers ${answer.status}.`)
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > 262_144) throw new Error(`${uri} answers with more than a key set.`)
  }
  return JSON.parse(text)
}
