// `npm run edge`: the Worker in workerd on this machine, offline, with a local D1 whose migrations are applied. PORT, ROLLCALL_TOKEN,
// ADMIN_TOKEN, PROFILE, LOG_LEVEL and DEBUG_TOLERANCES are read from the environment. Data stay in .wrangler.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'

const folder = join(import.meta.dirname, '..')
const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js')
const { PORT: port = '8787', ROLLCALL_TOKEN: given } = process.env
const token = given || `scim_${randomBytes(32).toString('base64url')}`
const origin = `http://127.0.0.1:${port}`
const { ADMIN_TOKEN, PROFILE, LOG_LEVEL, DEBUG_TOLERANCES } = process.env
const variables = Object.entries({ ROLLCALL_TOKEN: token, ADMIN_TOKEN, BASE_URL: origin, PROFILE, LOG_LEVEL, DEBUG_TOLERANCES })
const set = variables.flatMap(([name, value]) => (value ? ['--var', `${name}:${value}`] : []))
// Else wrangler asks for its own updates, and for what Cloudflare would know of a request.
const offline = { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

let running
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => running?.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))

const migrated = await run(['d1', 'migrations', 'apply', 'DB', '--local'], { CI: '1' })
if (migrated !== 0) process.exit(migrated)
console.log(`\n  SCIM 2.0     ${origin}/api/scim/v2\n  Swagger UI   ${origin}/docs\n  Token        ${token}\n`)
process.exit(await run(['dev', '--local', '--ip', '127.0.0.1', '--port', port, '--show-interactive-dev-session', 'false', ...set]))

/** Runs wrangler itself, not npx, which would leave it alive when it is stopped. */
function run(args, environment = {}) {
  running = spawn(process.execPath, [wrangler, ...args], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...offline, ...environment },
  })
  return new Promise((resolve) => running.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143))))
}
