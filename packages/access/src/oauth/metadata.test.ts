import { expect, it } from 'vitest'
import { authorizationServerMetadata } from './metadata.ts'

it('The metadata (RFC 8414 §2) names the issuer, the endpoint and how clients prove themselves, never by a shared key', () => {
  const metadata = authorizationServerMetadata('https://id.example.com', '/oauth/token', ['users:read'])
  expect(metadata).toMatchObject({
    issuer: 'https://id.example.com',
    token_endpoint: 'https://id.example.com/oauth/token',
    grant_types_supported: ['client_credentials'],
    scopes_supported: ['users:read'],
  })
  expect(metadata['token_endpoint_auth_signing_alg_values_supported']).not.toContain('none')
  expect(String(metadata['token_endpoint_auth_signing_alg_values_supported'])).not.toMatch(/HS/)
})
