// The launcher behind `npm start` and `npm test`: brings what is missing (a Node that is new enough, the dependencies, a build), then
// runs the command. Plain JavaScript without dependencies: it runs before anything is installed, on Node 18 and newer.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [command = '', ...args] = process.argv.slice(2)

let node = process.execPath
node = await suitableNode()
Object.assign(process.env, { PATH: dirname(node) + delimiter + process.env['PATH'], TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' })
await install(root, ['--include=dev'], 'Installing dependencies, once: 20 to 60 seconds')

const tool = (/** @type {string} */ path, /** @type {string[]} */ ...rest) => [node, join(root, 'node_modules', path), ...rest]
const build = (/** @type {string[]} */ ...projects) => tool('typescript/bin/tsc', '-b', ...projects)
const bundle = [node, join(root, 'apps/server/tools/bundle.mjs')]

/** What each command runs, one after the other. @type {Record<string, string[][]>} */
const commands = {
  // On a large machine Node lets short-lived objects take 128 MB. The server is as fast with half of that; with a quarter a PATCH takes 6 % longer.
  start: [bundle, [node, '--max-semi-space-size=32', join(root, 'apps/server/dist/main.js'), ...args]],
  test: [
    build(),
    bundle,
    tool('turbo/bin/turbo', 'run', 'test', '--concurrency=2', '--continue', ...(args.length > 0 ? ['--', ...args] : [])),
  ],
  'test:crash': [bundle, [node, '--conditions=@rollcall/source', join(root, 'apps/server/campaigns/main.ts'), ...args]],
  'test:noise': [bundle, [node, '--conditions=@rollcall/source', join(root, 'apps/server/campaigns/noisy-tenant.ts'), ...args]],
  'test:differential': [
    tool('vitest/vitest.mjs', 'run', '--root', 'packages/storage-drizzle', '--config', 'vitest.differential.config.ts', ...args),
  ],
  edge: [build('apps/edge'), [node, join(root, 'apps/edge/tools/serve-locally.mjs'), ...args]],
  build: [build(), bundle],
  lint: [tool('@biomejs/biome/bin/biome', 'check', ...args)],
  check: [
    tool('@biomejs/biome/bin/biome', 'check'),
    build(),
    tool('typescript/bin/tsc', '-p', 'tsconfig.tests.json'),
    tool('typescript/bin/tsc', '-p', 'apps/edge/tsconfig.workerd.json'),
    tool('knip/bin/knip.js'),
    tool('vitest/vitest.mjs', 'run', '--root', 'tools', 'src/dependencies.test.ts'),
  ],
  clients: [
    tool('vitest/vitest.mjs', 'run', '--root', 'packages/scim-core', 'src/profiles/rewrites.test.ts', '--update'),
    [node, '--conditions=@rollcall/source', join(root, 'apps/server/tools/write-clients.ts')],
  ],
  bench: [bundle, [node, '--conditions=@rollcall/source', join(root, 'bench/src/main.ts'), ...args]],
  'bench:data': [[node, '--conditions=@rollcall/source', join(root, 'bench/src/data.ts'), ...args]],
  conformance: [build('packages/scim-conformance'), [node, join(root, 'packages/scim-conformance/dist/cli.js'), ...args]],
  run: [[...npm(), 'run', ...args]],
}
const steps = commands[command] ?? fail(`There is no command "${command}". There are: ${Object.keys(commands).join(', ')}.`)
for (const step of steps) {
  const code = await run(step)
  if (code !== 0) process.exit(code)
}

/** The Node to run everything with: this one, or the pinned one of tools/node-runtime where this one is too old. */
async function suitableNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  // The prebuilt SQLite needs Node-API 10 and crashes without a word on less, so the version alone does not decide.
  if ((major > 22 || (major === 22 && minor >= 18)) && Number(process.versions['napi']) >= 10) return process.execPath
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (process.report?.getReport())
  const provided = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) && report?.header?.glibcVersionRuntime
  if (!provided)
    fail(`Node ${process.versions.node} is too old: install Node 24 (at least 22.18) from https://nodejs.org and run this again.`)
  const runtime = join(root, 'tools/node-runtime')
  const why = `Node ${process.versions.node} is older than 22.18. Fetching Node 24 for this folder alone, once: 50 MB, about 10 seconds`
  await install(runtime, ['--workspaces=false'], why)
  return join(runtime, `node_modules/node-linux-${process.arch}/bin/node`)
}

/** Installs what the lock of a folder says, unless the last installation was of this very lock. */
async function install(/** @type {string} */ folder, /** @type {string[]} */ flags, /** @type {string} */ why) {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  const stamp = join(folder, 'node_modules/.lock-sha256')
  if (read(stamp) === lock) return
  console.error(`rollcall: ${why} …`)
  const began = Date.now()
  const code = await run([...npm(), 'ci', '--ignore-scripts', '--loglevel=error', ...flags], folder)
  if (code !== 0) fail('Installing failed; the lines above say why. Run the command again to try again.', code)
  writeFileSync(stamp, lock)
  console.error(`rollcall: Done in ${Math.round((Date.now() - began) / 1000)} s.`)
}

/** Runs one program to its end and gives its exit code; whatever stops this process stops the program too. */
async function run(/** @type {string[]} */ [file = '', ...rest], cwd = root) {
  const child = spawn(file, rest, { cwd, stdio: 'inherit' })
  // A terminal sends Ctrl-C to every process of the command, the child among them; a second one would cut its orderly stop short.
  const forward = (/** @type {NodeJS.Signals} */ signal) => void ((signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  for (const signal of signals) process.on(signal, forward)
  // npm signals only the shell it started, which may die without telling us: an orphan stops its child.
  const parent = process.ppid
  const watch = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500)
  const code = await new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.on('error', (error) => fail(`Could not run ${file}: ${error.message}`))
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
  clearInterval(watch)
  for (const signal of signals) process.off(signal, forward)
  return code
}

/** How to call npm: the one that called us, by the Node chosen, so that it does not warn about the old one. */
function npm() {
  const cli = process.env['npm_execpath'] ?? ''
  return cli.endsWith('npm-cli.js') ? [node, cli] : ['npm']
}

function read(/** @type {string} */ file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** @returns {never} */
function fail(/** @type {string} */ sentence, code = 1) {
  console.error(`rollcall: ${sentence}`)
  process.exit(code)
}
