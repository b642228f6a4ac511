import { connect, type Socket } from 'node:net'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly body?: string
}

export interface Response {
  readonly status: number
  /** Left as it came: most responses are only counted. */
  readonly body: Buffer
}

/**
 * One keep-alive HTTP/1.1 connection with one request under way at a time. Written on the bare socket so that the driver, which shares
 * the machine with the program it measures, costs as little as it can.
 */
export interface Connection {
  send(request: Request): Promise<Response>
  close(): void
}

export function openConnection(port: number, token: string): Promise<Connection> {
  const head = `HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nAccept: application/scim+json\r\n`
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(connectionOn(socket, head))
    })
  })
}

function connectionOn(socket: Socket, head: string): Connection {
  let pending: { resolve: (response: Response) => void; reject: (error: Error) => void } | undefined
  let chunks: Buffer[] = []
  let received = 0
  let needed = 0

  const fail = (error: Error) => pending?.reject(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    received += chunk.length
    // Until the head has told how long the response is, every chunk may complete it; afterwards only the last one does.
    if (received < needed) return
    const whole = chunks.length === 1 ? chunk : Buffer.concat(chunks)
    const response = parse(whole)
    if (typeof response === 'number') {
      chunks = [whole]
      needed = response
      return
    }
    chunks = []
    received = 0
    needed = 0
    pending?.resolve(response)
  })

  return {
    send({ method, path, body }) {
      const content = body === undefined ? '' : `Content-Type: application/scim+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
      return new Promise((resolve, reject) => {
        pending = { resolve, reject }
        socket.write(`${method} ${path} ${head}${content}\r\n${body ?? ''}`)
      })
    },
    close() {
      pending = undefined
      socket.destroy()
    },
  }
}

/** A whole response, or the number of bytes that have to be there before it is worth parsing again. */
function parse(bytes: Buffer): Response | number {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return bytes.length + 1
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase()
  const status = Number(head.slice(9, 12))
  const start = headEnd + 4
  if (status === 204 || status === 304) return { status, body: Buffer.alloc(0) }
  if (head.includes('\r\ntransfer-encoding: chunked')) return parseChunked(bytes, start, status)
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? Number.NaN)
  if (Number.isNaN(length)) throw new Error(`a response of status ${status} has neither Content-Length nor chunks`)
  if (bytes.length < start + length) return start + length
  return { status, body: bytes.subarray(start, start + length) }
}

function parseChunked(bytes: Buffer, start: number, status: number): Response | number {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return bytes.length + 1
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + size + 2
    if (bytes.length < end) return end
    if (size === 0) return { status, body: Buffer.concat(parts) }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = end
  }
}
