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
const exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  write: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  isInteractive: process.stderr.isTTY,
})
if (exitCode !== 0) process.exitCode = exitCode
