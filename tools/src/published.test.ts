import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manifests, readText, root } from './sources.ts'

const published = manifests().filter(({ file, manifest }) => file.startsWith('packages/') && manifest.private !== true)

/** An application that has installed what `npm pack` would pack, and knows nothing of this repository. It needs `npm run build`. */
describe('an application with the published packages', () => {
  const application = mkdtempSync(join(tmpdir(), 'rollcall-application-'))
  const modules = join(application, 'node_modules')

  beforeAll(() => {
    mkdirSync(join(modules, '@rollcall'), { recursive: true })
    for (const name of readdirSync(join(root, 'node_modules')).filter((each) => each !== '@rollcall' && !each.startsWith('.')))
      symlinkSync(join(root, 'node_modules', name), join(modules, name))
    const folders = new Map(published.map(({ file, manifest }) => [manifest.name, join(root, dirname(file))]))
    for (const { name, files } of packed())
      for (const { path } of files) cpSync(join(folders.get(name) ?? '', path), join(modules, name, path))
    cpSync(join(root, 'docs/examples/mount/scim.ts'), join(application, 'scim.ts'))
    writeFileSync(join(application, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(application, 'main.ts'), main)
  })

  afterAll(() => rmSync(application, { recursive: true, force: true }))

  it.each(['nodenext', 'bundler'])('compiles with every declaration checked, when modules are found as %s', (moduleResolution) => {
    const module = moduleResolution === 'bundler' ? 'esnext' : moduleResolution
    const compilerOptions = { ...strict, module, moduleResolution }
    writeFileSync(join(application, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    expect(run([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'])).toBe('')
  })

  it('answers', () => {
    expect(JSON.parse(run(['main.ts']))).toMatchObject({ totalResults: 0 })
  })

  it.each(published)('finds in $manifest.name what it is and its licence', ({ file, manifest }) => {
    const files = readdirSync(join(modules, manifest.name))
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'dist']))
    expect(readText(join(dirname(file), 'README.md'))).toMatch(`# ${manifest.name}\n`)
    expect(readText(join(dirname(file), 'LICENSE'))).toBe(readText('LICENSE'))
  })

  function run(args: readonly string[]): string {
    return execFileSync(process.execPath, args, { cwd: application, encoding: 'utf8' })
  }
})

/** What `npm pack` would pack, by the name of the package. */
function packed(): { readonly name: string; readonly files: readonly { readonly path: string }[] }[] {
  const npm = process.env['npm_execpath']
  const [command = 'npm', ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  const workspaces = published.flatMap(({ file }) => ['-w', dirname(file)])
  const listed = execFileSync(command, [...args, 'pack', '--dry-run', '--json', '--ignore-scripts', ...workspaces], {
    cwd: root,
    encoding: 'utf8',
  })
  return Object.values(JSON.parse(listed))
}

const strict = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  allowImportingTsExtensions: true,
  noEmit: true,
}

const main = `import { openScim } from './scim.ts'

const token = 'a-token-of-the-application-000000'
const { router, close } = await openScim({ baseUrl: 'http://127.0.0.1/scim/v2', database: ':memory:', token })
const answer = await router.request('/Users', { headers: { Authorization: 'Bearer ' + token } })
console.log(await answer.text())
await close()
`
