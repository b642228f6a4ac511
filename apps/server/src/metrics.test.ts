import { expect, it } from 'vitest'
import { startTestServer } from './server.fixture.ts'

const adminToken = 'admin-token-for-tests-of-forty-characters'

it('Metrics count requests by tenant, operation and outcome, and are shown to the operator only', async () => {
  const server = await startTestServer({ ADMIN_TOKEN: adminToken })
  await server.send('GET', '/Users?filter=userName eq "canary"')
  await server.send('GET', '/Users/none')
  await server.send('GET', '/Users?filter=nonsense')
  await fetch(`${server.scim}/Users`)
  expect((await fetch(`${server.origin}/metrics`)).status).toBe(401)
  const answer = await fetch(`${server.origin}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } })
  const text = await answer.text()
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  for (const line of [
    'rollcall_requests_total{tenant="default",operation="GET /Users",outcome="200"} 1',
    'rollcall_requests_total{tenant="default",operation="GET /Users/{id}",outcome="404"} 1',
    'rollcall_requests_total{tenant="default",operation="GET /Users",outcome="400 invalidFilter"} 1',
    'rollcall_requests_total{tenant="unknown",operation="GET /Users",outcome="401"} 1',
    'rollcall_request_duration_seconds_count{operation="GET /Users"} 3',
  ]) {
    expect(text).toContain(line)
  }
  expect(text).not.toContain('canary')
  await server.end()
})

it('Without ADMIN_TOKEN there are no metrics', async () => {
  const server = await startTestServer()
  expect((await fetch(`${server.origin}/metrics`)).status).toBe(404)
  await server.end()
})
