import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type SwaggerUiOptions, swaggerUi as swaggerUiFrom } from '@rollcall/scim-hono'
import type { Hono } from 'hono'

/**
 * Swagger UI from our own disk.
 * @param path where it is mounted, e.g. `/docs`
 * @param definitions the descriptions to choose from, on the same origin; the first is shown
 */
export function swaggerUi(path: string, definitions: SwaggerUiOptions['definitions']): Hono {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return swaggerUiFrom({ path, definitions, file: (name) => readFile(join(folder, name)) })
}
