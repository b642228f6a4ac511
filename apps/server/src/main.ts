#!/usr/bin/env node
import process from 'node:process'

// The prebuilt SQLite needs Node-API 10; an older Node would crash without a word when it is loaded.
if (Number(process.versions['napi']) < 10) {
  process.stderr.write(`Node ${process.versions.node} is too old for Rollcall: use 22.18 or newer.\n`)
  process.exit(1)
}
// The database, its log, backups and recordings hold personal data: what this program makes is for its own user alone.
process.umask(0o077)
const { runCommand } = await import('./cli/program.ts')
// Whoever reads may have seen enough (`| head`), or have nowhere to put it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`rollcall: ${error.message}.\n`)
  process.exit(1)
})
const exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  write: (text) => (process.stdout.write(text) ? undefined : new Promise((resolve) => process.stdout.once('drain', resolve))),
  error: (text) => void process.stderr.write(text),
  isInteractive: process.stderr.isTTY,
})
if (exitCode !== 0) process.exitCode = exitCode
