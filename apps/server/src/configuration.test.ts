import { describe, expect, it } from 'vitest'
import { ConfigurationError, readConfiguration } from './configuration.ts'

const token = 'x'.repeat(32)

describe('readConfiguration', () => {
  it('has a default for everything', () => {
    const defaults = {
      host: '127.0.0.1',
      port: 8080,
      baseUrl: undefined,
      trustedProxies: [],
      scimPath: '/api/scim/v2',
      databaseUrl: 'sqlite:./data/rollcall.db',
      token: undefined,
      adminToken: undefined,
      logLevel: 'info',
      passwords: 'ignore',
      trustedIssuers: undefined,
      profile: 'compat',
      record: undefined,
      debugTolerances: false,
    }
    expect(readConfiguration({})).toEqual(defaults)
    expect(readConfiguration({ HOST: '', PORT: '', ROLLCALL_TOKEN: '', PATH: '/usr/bin' })).toEqual(defaults)
  })

  it('takes every setting', () => {
    expect(
      readConfiguration({
        HOST: '::1',
        PORT: '0',
        BASE_URL: 'https://ID.example.com:8443/',
        TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,::1,fd00::/8',
        SCIM_PATH: '/scim',
        DATABASE_URL: 'sqlite:/var/lib/rollcall/db',
        ROLLCALL_TOKEN: token,
        ADMIN_TOKEN: `${token}==`,
        LOG_LEVEL: 'silent',
        PASSWORDS: 'hash',
        TRUSTED_ISSUERS: './issuers.json',
        PROFILE: 'strict',
        RECORD: './recordings',
        DEBUG_TOLERANCES: '1',
      }),
    ).toEqual({
      host: '::1',
      port: 0,
      baseUrl: 'https://id.example.com:8443',
      trustedProxies: ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'],
      scimPath: '/scim',
      databaseUrl: 'sqlite:/var/lib/rollcall/db',
      token,
      adminToken: `${token}==`,
      logLevel: 'silent',
      passwords: 'hash',
      trustedIssuers: './issuers.json',
      profile: 'strict',
      record: './recordings',
      debugTolerances: true,
    })
  })

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['BASE_URL', 'id.example.com'],
    ['BASE_URL', 'ftp://id.example.com'],
    ['BASE_URL', 'https://id.example.com/path'],
    ['BASE_URL', 'https://user@id.example.com'],
    ['TRUSTED_PROXIES', 'proxy.example.com'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.1,'],
    ['TRUSTED_PROXIES', '*'],
    ['SCIM_PATH', 'scim'],
    ['SCIM_PATH', '/scim/'],
    ['SCIM_PATH', '/scim/:id'],
    ['DATABASE_URL', 'mysql://localhost'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'pglite:'],
    ['DATABASE_URL', 'postgres://localhost'],
    ['DATABASE_URL', 'postgres:///scim'],
    ['ROLLCALL_TOKEN', 'x'.repeat(31)],
    ['ROLLCALL_TOKEN', `${token} and a space`],
    ['ADMIN_TOKEN', 'admin'],
    ['LOG_LEVEL', 'loud'],
    ['PASSWORDS', 'keep'],
    ['TRUSTED_ISSUERS', 'https://issuer.example.com'],
    ['PROFILE', 'nobody'],
    ['DEBUG_TOLERANCES', 'yes'],
  ])('refuses %s=%s in one sentence that names the setting and not a secret', (name, value) => {
    const read = () => readConfiguration({ [name]: value })
    expect(read).toThrow(ConfigurationError)
    expect(read).toThrow(new RegExp(`^${name} must .*[^.]\\.$`))
    if (name.endsWith('TOKEN')) expect(read).not.toThrow(value)
  })
})
