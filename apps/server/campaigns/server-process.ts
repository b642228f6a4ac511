import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The real server in a process of its own. */
export interface ServerProcess {
  readonly origin: string
  readonly scim: string
  readonly pid: number
  /** The exit code, or the signal that ended the process. */
  readonly exited: Promise<number | NodeJS.Signals>
  /** Whatever it has written so far. */
  output(): string
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>
}

export interface ServerProcessOptions {
  readonly databaseUrl: string
  /** Environment variables. */
  readonly settings?: Readonly<Record<string, string>>
  /** Arguments of Node itself. */
  readonly nodeOptions?: readonly string[]
  /** A program to start Node through, with its arguments, e.g. one that sets a limit. */
  readonly through?: readonly string[]
  readonly cwd?: string
}

export const token = 'a-token-for-campaigns-of-forty-characters'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
let bundled = false

/** The program as it is shipped: many starts are quicker from one bundle. */
export function program(): string {
  if (!bundled) execFileSync(process.execPath, [path('../tools/bundle.mjs')])
  bundled = true
  return path('../dist/main.js')
}

/** Starts the server on a free port. Rejects with what it said when it ends before it is ready. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { databaseUrl, settings = {}, nodeOptions = [], through = [], cwd } = options
  const [command = '', ...args] = [...through, process.execPath, ...nodeOptions, program()]
  const environment = { PATH: process.env['PATH'], NODE_ENV: 'production', LOG_LEVEL: 'error', PORT: '0', ROLLCALL_TOKEN: token }
  const child = spawn(command, args, {
    env: { ...environment, DATABASE_URL: databaseUrl, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  const exited = once(child, 'close').then(([code, signal]): number | NodeJS.Signals => code ?? signal)
  let output = ''
  const ready = new Promise<string>((resolve) => {
    const read = (text: string) => {
      output = (output + text).slice(-100_000)
      const found = /SCIM 2\.0 +(http:\S+)\n/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
  })
  const scim = await Promise.race([ready, exited])
  if (typeof scim !== 'string' || !scim.startsWith('http') || child.pid === undefined) throw new Error(`The server ended: ${output}`)
  const server: ServerProcess = {
    origin: new URL(scim).origin,
    scim,
    pid: child.pid,
    exited,
    output: () => output,
    kill(signal) {
      child.kill(signal)
      return exited
    },
  }
  return server
}
