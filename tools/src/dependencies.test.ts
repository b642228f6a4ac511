import { describe, expect, it } from 'vitest'
import { type Manifest, manifests, readText, repositoryFiles } from './sources.ts'

/** One entry of package-lock.json, as far as these tests read it: a package, or a workspace as its package.json was. */
interface Locked extends Partial<Manifest> {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
}

const exact = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/

it('pins every dependency to one version', () => {
  const loose = manifests().flatMap(({ file, manifest: { dependencies, devDependencies, optionalDependencies } }) =>
    Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(([, version]) => !exact.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`),
  )
  expect(loose).toEqual([])
})

/** Installed by themselves, and only by who needs them. */
const apart = ['tools/node-runtime/', 'tools/other-runtimes/']
const locks = repositoryFiles().filter((file) => file.endsWith('package-lock.json'))

it('has a lock for the workspaces, one for the pinned Node and one for the other runtimes', () => {
  expect(locks.toSorted()).toEqual(['package-lock.json', ...apart.map((folder) => `${folder}package-lock.json`)])
})

describe.each(locks)('%s', (file) => {
  const packages: Readonly<Record<string, Locked>> = JSON.parse(readText(file)).packages
  const installed = Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true)

  it('was made from every package.json as it is, so that npm ci accepts it', () => {
    const folder = file.slice(0, -'package-lock.json'.length)
    const stale = manifests().filter(({ file: path, manifest }) => {
      if (!path.startsWith(folder) || (folder === '' && apart.some((other) => path.startsWith(other)))) return false
      const locked = packages[path.slice(folder.length).replace(/\/?package\.json$/, '')]
      return JSON.stringify(requirements(locked)) !== JSON.stringify(requirements(manifest))
    })
    expect(stale.map((entry) => entry.file)).toEqual([])
  })

  // npm writes a lock without the platforms whose packages the registry lacks, and `npm ci` then refuses it on every machine.
  it('knows every optional package it names, so that npm ci works on every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !foldersUpward(path).some((folder) => `${folder}node_modules/${name}` in packages))
        .map((name) => `${path || 'the root'} names ${name}`),
    )
    expect(missing).toEqual([])
  })

  it('gives the hash of every package', () => {
    expect(installed.filter(([, entry]) => !/^sha512-/.test(entry.integrity ?? '')).map(([path]) => path)).toEqual([])
  })

  it('takes packages from the public npm registry only', () => {
    const elsewhere = installed.filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))
    expect(elsewhere.map(([path, entry]) => `${path}: ${entry.resolved}`)).toEqual([])
  })
})

/** What a package asks for, in an order that can be compared. */
function requirements(manifest: Partial<Manifest> | undefined): unknown {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest ?? {}
  return [dependencies, devDependencies, optionalDependencies, peerDependencies].map((list) => Object.entries(list ?? {}).toSorted())
}

/** Where Node looks for a package that `path` asks for: `a/node_modules/b` → `a/node_modules/b/`, `a/`, and the root. */
function foldersUpward(path: string): string[] {
  const parts = path.split('/')
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`), '']
}
