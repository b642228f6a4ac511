import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** Where a program that is measured listens. Two targets may be two base paths of one program. */
export interface Target {
  readonly name: string
  readonly port: number
  readonly base: string
  readonly token: string
}

export interface Program {
  readonly port: number
  readonly pid: number
  /** Milliseconds from starting the process to its first answer. */
  readonly startMs: number
  stop(): Promise<void>
}

const root = join(import.meta.dirname, '..', '..')

/** A token of ours for the programs of this run; they listen on 127.0.0.1 and end with it. */
export const token = 'bench-0123456789abcdef0123456789abcdef'

/** The server as `npm start` starts it, with its defaults; its log goes nowhere, so as not to measure a terminal. */
export async function startServer(database: string): Promise<Program> {
  const port = await freePort()
  return start(['--max-semi-space-size=32', join(root, 'apps/server/dist/main.js')], port, {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: `sqlite:${database}`,
    ROLLCALL_TOKEN: token,
  })
}

export async function startFloor(database: string): Promise<Program> {
  const port = await freePort()
  return start([join(import.meta.dirname, 'floor/main.ts'), database, String(port), token], port, {})
}

/** Answers with the text of a file from a table. */
export async function startStoredText(database: string, source: string): Promise<Program> {
  const port = await freePort()
  return start([join(import.meta.dirname, 'floor/stored-text.ts'), database, String(port), source], port, {})
}

/** The rival, with so many users in its memory, of whom it finds one by a map of names or by looking at everybody. */
export async function startPeer(users: number, lookUp: 'map' | 'match'): Promise<Program> {
  const port = await freePort()
  return start([join(import.meta.dirname, 'peer/scimmy.mjs'), String(port), token, String(users), lookUp], port, {})
}

async function start(args: readonly string[], port: number, settings: Record<string, string>): Promise<Program> {
  const began = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...settings, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await Promise.race([once(child, 'exit'), wait(5000).then(() => child.kill('SIGKILL'))])
  }
  try {
    await answering(child, port)
  } catch (error) {
    await stop()
    throw error
  }
  return { port, pid: child.pid ?? 0, startMs: performance.now() - began, stop }
}

async function answering(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 1500; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`)
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await wait(20)
  }
  throw new Error(`${child.spawnargs.join(' ')} did not answer within 30 s`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port to listen on')
  return address.port
}
