import { createRequire } from 'node:module'
import process from 'node:process'

/**
 * Loaded into a server before everything else, lets a test switch a fault of SQLite on and off: SIGUSR2 executes the first PRAGMA of
 * FAULT_PRAGMAS on the server's own connection, the next one the second, and so on. Each is told on stderr when it is done.
 */
const pragmas = (process.env['FAULT_PRAGMAS'] ?? '').split(';')
const { prototype } = createRequire(import.meta.url)('better-sqlite3')
const { pragma } = prototype
let connection: unknown
let next = 0

prototype.pragma = function (this: unknown, ...args: unknown[]) {
  connection = this
  return pragma.apply(this, args)
}

process.on('SIGUSR2', () => {
  pragma.call(connection, pragmas[next % pragmas.length])
  next += 1
  process.stderr.write(`fault switched ${next}\n`)
})
