import { readdir, readFile } from 'node:fs/promises'
import { readScenarios, type Scenario } from './scenario.ts'

/** The recordings that come with this package. */
const recordings = new URL('../../fixtures/', import.meta.url)

/** Every scenario of this package's own recordings, sorted by file name. */
export async function loadRecordings(): Promise<Scenario[]> {
  const files = (await readdir(recordings)).filter((name) => name.endsWith('.json')).sort()
  const scenarios = await Promise.all(files.map((name) => loadScenarios(new URL(name, recordings))))
  return scenarios.flat()
}

/**
 * The scenarios of one transcript file.
 *
 * @param file a path, or a file URL
 * @throws Error when the file is there and is no transcript file
 */
export async function loadScenarios(file: string | URL): Promise<Scenario[]> {
  return readScenarios(JSON.parse(await readFile(file, 'utf8')))
}

/** The same, or undefined when there is no such file. */
export async function loadScenariosIfPresent(file: string | URL): Promise<Scenario[] | undefined> {
  try {
    return await loadScenarios(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
