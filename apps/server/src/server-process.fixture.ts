import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { token } from './server.fixture.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

/** The program in a process of its own. */
export interface ServerProcess {
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  readonly origin: string
  stop(): Promise<void>
}

export async function startServerProcess(settings: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--conditions=@rollcall/source', main], {
    env: { PATH: process.env['PATH'], PORT: '0', ROLLCALL_TOKEN: token, LOG_LEVEL: 'error', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  const base = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      const [, address] = /SCIM 2\.0 +(\S+)\n/.exec(output) ?? []
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)))
  })
  return {
    origin: new URL(base).origin,
    send: (method, path, body, headers = {}) =>
      fetch(`${base}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async stop() {
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
  }
}
