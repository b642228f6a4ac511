import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

const skipped = new Set(['node_modules', 'dist', '.git', '.turbo', 'data'])

/** Every file of the repository that a person wrote, as a path from its root with `/` between names. */
export function repositoryFiles(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : repositoryFiles(path)
    return entry.isFile() ? [relative(root, path).split(sep).join('/')] : []
  })
}

/** TypeScript and JavaScript that is no test, no fixture of one, and not generated. */
export function sourceFiles(): string[] {
  return repositoryFiles().filter((file) => /\.(ts|mjs|js)$/.test(file) && !isTest(file) && !file.includes('.generated.'))
}

function isTest(file: string): boolean {
  return /\.(test|fixture)\.ts$|\/vitest\.config\.ts$|^vitest\.|\/campaigns\//.test(file)
}

export function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** The shape of a package.json, as far as the chores read it. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export function manifests(): { file: string; manifest: Manifest }[] {
  return repositoryFiles()
    .filter((file) => file === 'package.json' || file.endsWith('/package.json'))
    .map((file) => ({ file, manifest: JSON.parse(readText(file)) as Manifest }))
}
