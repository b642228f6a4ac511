import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { expect, it, onTestFinished } from 'vitest'
import { startTestServer } from './server.fixture.ts'

it('An SDK that was loaded sees the token endpoint and the admin API as well, by their routes and no more', async () => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const adminToken = 'admin-token-for-tests-of-forty-characters'
  const server = await startTestServer({ ADMIN_TOKEN: adminToken })
  onTestFinished(async () => {
    trace.disable()
    await server.end()
  })
  const admin = (method: string, path: string, token = adminToken) =>
    fetch(`${server.origin}/api/admin/v1${path}`, { method, headers: { Authorization: `Bearer ${token}` } })
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'canary', client_secret: 'canary' })
  await fetch(`${server.origin}/oauth/token?canary=1`, { method: 'POST', body })
  await admin('GET', '/tenants?after=canary')
  await admin('HEAD', '/tenants/canary')
  await admin('POST', '/tenants/canary/credentials')
  await admin('DELETE', '/tenants')
  await admin('GET', '/canary')
  await admin('GET', '/tenants/canary', 'canary')
  const spans = exporter.getFinishedSpans()
  expect(spans.map(({ name, attributes }) => [name, attributes['http.response.status_code']])).toEqual([
    ['POST /oauth/token', 401],
    ['GET /api/admin/v1/tenants', 200],
    ['HEAD /api/admin/v1/tenants/{tenant}', 404],
    ['POST /api/admin/v1/tenants/{tenant}/credentials', 400],
    ['DELETE /api/admin/v1/*', 405],
    ['GET /api/admin/v1/*', 404],
    ['GET /api/admin/v1/tenants/{tenant}', 401],
  ])
  expect(JSON.stringify(spans.map(({ name, attributes, events }) => ({ name, attributes, events })))).not.toMatch(/canary/)
})

it('An SDK of OpenTelemetry that was loaded sees every SCIM request, and nothing of persons', async () => {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const server = await startTestServer()
  onTestFinished(async () => {
    trace.disable()
    await server.end()
  })
  const canary = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'canary@example.com',
    password: 'canary-of-a-password',
  }
  const { id } = await (await server.send('POST', '/Users', canary)).json()
  await server.send('GET', `/Users/${id}`)
  await server.send('GET', '/Users?filter=userName eq "canary@example.com"')
  await server.send('POST', '/Users', canary)
  const spans = exporter
    .getFinishedSpans()
    .map(({ name, attributes }) => [
      name,
      attributes['http.response.status_code'],
      attributes['rollcall.tenant'],
      attributes['scim.operation'],
      attributes['scim.scim_type'],
    ])
  expect(spans).toEqual([
    ['POST /api/scim/v2/Users', 201, 'default', 'create', undefined],
    ['GET /api/scim/v2/Users/{id}', 200, 'default', 'retrieve', undefined],
    ['GET /api/scim/v2/Users', 200, 'default', 'query', undefined],
    ['POST /api/scim/v2/Users', 409, 'default', 'create', 'uniqueness'],
  ])
  const told = exporter.getFinishedSpans().map(({ name, attributes, events, links }) => ({ name, attributes, events, links }))
  expect(JSON.stringify(told)).not.toMatch(new RegExp(`canary|${id}`))
})
