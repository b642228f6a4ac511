import type { FetchJson } from '@rollcall/access'

/**
 * Fetches the keys of an issuer that an administrator named. No redirects, five seconds, 256 KiB: what is beyond is no key set.
 * @throws Error
 */
export const fetchJson: FetchJson = async (uri) => {
  const answer = await fetch(uri, { redirect: 'error', signal: AbortSignal.timeout(5_000), headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Error(`${uri} answers ${answer.status}.`)
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > 262_144) throw new Error(`${uri} answers with more than a key set.`)
  }
  return JSON.parse(text)
}
