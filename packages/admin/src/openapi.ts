import * as z from 'zod'
import { adminRoutes } from './admin-router.ts'
import type { Route } from './route.ts'

/** The admin API as OpenAPI 3.1, made from the very schemas that check its requests. */
export function adminOpenApi({
  basePath,
  version,
}: {
  readonly basePath: string
  readonly version: string
}): Readonly<Record<string, unknown>> {
  const paths = new Map<string, Record<string, unknown>>()
  for (const route of adminRoutes) paths.set(route.path, { ...paths.get(route.path), [route.method.toLowerCase()]: operation(route) })
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall admin API',
      version,
      description:
        'Tenants, their credentials, the request log and the audit trail. Authorize with ADMIN_TOKEN; a credential with the scope admin opens what is of its tenant.',
    },
    servers: [{ url: basePath }],
    security: [{ adminToken: [] }],
    tags: [...new Set(adminRoutes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'The value of ADMIN_TOKEN, or a token with the scope admin.' },
      },
    },
  }
}

function operation({ method, path, tag, summary, body, query, status, answer, file }: Route) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const inPath = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const problem = { description: 'Why not', content: { 'application/problem+json': { schema: { type: 'object' } } } }
  const content = {
    ...(answer === undefined ? {} : { 'application/json': { schema: jsonSchema(answer, 'output') } }),
    ...(file === undefined ? {} : { [file]: { schema: { type: 'string' } } }),
  }
  return {
    tags: [tag],
    summary,
    operationId: `${method.toLowerCase()}${path.replace(/\{(\w+)\}/g, '$1').replace(/\/(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    parameters: [...inPath, ...(query === undefined ? [] : queryParameters(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } } }),
    responses: {
      [status]: { description: status === 204 ? 'Done' : 'As asked', ...(status === 204 ? {} : { content }) },
      '400': problem,
      '401': problem,
      '403': problem,
      ...(names.length === 0 ? {} : { '404': problem }),
      ...(body === undefined ? {} : { '409': problem }),
    },
  }
}

function queryParameters(query: z.ZodType) {
  const { properties = {} } = jsonSchema(query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
