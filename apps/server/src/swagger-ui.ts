import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A file of Swagger UI, from our own disk. */
export function swaggerUiFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(join(dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json')), name))
}
