import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { expect, it, onTestFinished } from 'vitest'
import { startTestServer } from './server.fixture.ts'

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
