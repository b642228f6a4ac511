import { expect, it } from 'vitest'
import { adminRoutes } from './admin-router.ts'
import { adminOpenApi } from './openapi.ts'

it('The description has every operation of the router, each with its own id', () => {
  const document = adminOpenApi({ basePath: '/api/admin/v1', version: '0.0.0' })
  const paths = Object.entries(document['paths'] ?? {})
  const operations = paths.flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`))
  expect(operations.toSorted()).toEqual(adminRoutes.map(({ method, path }) => `${method} ${path}`).toSorted())
  const ids = paths.flatMap(([, item]) => Object.values(item).map((operation) => JSON.stringify(Object(operation).operationId)))
  expect(new Set(ids).size).toBe(adminRoutes.length)
})

it('The description tells limits and choices, as the requests are checked', () => {
  const text = JSON.stringify(adminOpenApi({ basePath: '/api/admin/v1', version: '0.0.0' }))
  for (const part of ['"accessTokenMinutes":{"type":"integer","minimum":60,"maximum":360}', '"entra"', '"expiresInDays"', '"clientSecret"'])
    expect(text).toContain(part)
})
