/** The origin that a server on this address has by itself, where BASE_URL does not say another. One that listens everywhere is `localhost`. */
export function originOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
