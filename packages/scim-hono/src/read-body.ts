import { invalidSyntax, type JsonValue, parseJson, payloadTooLarge, ScimError, unsupportedMediaType } from '@rollcall/scim-core'

/** A body with more bytes is large: it takes so much memory, and so much time to be parsed, that not all who send one can do it at once. */
export const largeBody = 1_048_576

/**
 * The JSON value of a request body (RFC 7644 §3.8): UTF-8, as SCIM JSON or plain JSON. Limits are applied before anything is parsed.
 * @param limit in bytes.
 * @param admitLarge waited for before more of a large body is read.
 * @throws ScimError 413, 415 or 400 invalidSyntax, and whatever `admitLarge` throws.
 */
export async function readBody(request: Request, limit: number, admitLarge: () => Promise<void> = atOnce): Promise<JsonValue> {
  refuseMediaType(request.headers)
  return parseJson(utf8(await readBytes(request, limit, admitLarge)))
}

const atOnce = async () => {}

function refuseMediaType(headers: Headers): void {
  const encoding = headers.get('content-encoding')
  if (encoding !== null && encoding.toLowerCase() !== 'identity') {
    throw unsupportedMediaType('A compressed body is not understood: send it without Content-Encoding.')
  }
  const contentType = headers.get('content-type')
  if (contentType === null) return
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';')
  if (!mediaTypes.has(mediaType.trim())) {
    throw unsupportedMediaType('The body must be application/scim+json or application/json.')
  }
  if (parameters.some((parameter) => /^\s*charset\s*=/.test(parameter) && !/=\s*"?utf-?8"?\s*$/.test(parameter))) {
    throw unsupportedMediaType('The body must be in UTF-8 (RFC 8259 §8.1).')
  }
}

const mediaTypes = new Set(['application/scim+json', 'application/json'])

async function readBytes(request: Request, limit: number, admitLarge: () => Promise<void>): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (declared !== null && Number(declared) > limit) throw tooLarge(limit)
  if (Number(declared) > largeBody) await admitLarge()
  try {
    // A declared length is enforced by HTTP itself; only a body without one has to be counted while it arrives.
    return declared !== null ? new Uint8Array(await request.arrayBuffer()) : await readCounted(request, limit, admitLarge)
  } catch (error) {
    if (error instanceof ScimError) throw error
    throw invalidSyntax('The body ended before it was complete.')
  }
}

async function readCounted(request: Request, limit: number, admitLarge: () => Promise<void>): Promise<Uint8Array> {
  let isAdmitted = false
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    if (size > largeBody && !isAdmitted) {
      isAdmitted = true
      await admitLarge()
    }
    chunks.push(chunk)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

const tooLarge = (limit: number) => payloadTooLarge(`The body is larger than the ${limit} bytes that are accepted here.`)

/** RFC 8259 §8.1: a byte order mark is ignored, bytes that are not UTF-8 are refused. */
function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalidSyntax('The body is not valid UTF-8.')
  }
}
