import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer, token } from './server.fixture.ts'

const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => path && existsSync(path))

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.end())

describe('the pages of Swagger UI', () => {
  it.each(['/docs', '/docs/', '/docs/init.js', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css'])(
    '%s is served from this origin under a policy that allows no other',
    async (path) => {
      const response = await fetch(`${server.origin}${path}`)
      const text = await response.text()
      expect(response.status).toBe(200)
      expect(text.length).toBeGreaterThan(100)
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; .*connect-src 'self'/)
    },
  )

  it('nothing else of the package is served', async () => {
    for (const path of ['/docs/package.json', '/docs/../package.json', '/docs/%2e%2e/package.json', '/docs/swagger-ui.js.map']) {
      expect((await fetch(`${server.origin}${path}`)).status).toBe(404)
    }
  })
})

describe.skipIf(executablePath === undefined)('Swagger UI in Chromium (skipped where /usr/bin/chromium is missing)', () => {
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const hosts = new Set<string>()

  beforeAll(async () => {
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      // Debian's chromium is a shell script, which needs more than Node's own folder to be found.
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/bin:/bin` },
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    page = await browser.newPage({ viewport: { width: 1200, height: 1000 } })
    page.setDefaultTimeout(20_000)
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin)
    })
    await page.goto(`${server.origin}/docs`)
    await page.locator('.opblock').first().waitFor()
  })
  afterAll(() => browser.close())

  const operation = (id: string) => page.locator(`.opblock[id$="-${id}"]`)
  const tryOut = async (id: string) => {
    await operation(id).locator('.opblock-summary-control').click()
    await operation(id).getByRole('button', { name: 'Try it out' }).click()
  }
  const execute = async (id: string) => {
    await operation(id).getByRole('button', { name: 'Execute' }).click()
    const answer = operation(id).locator('.live-responses-table .response')
    await answer.first().waitFor()
    return {
      status: (await answer.locator('.response-col_status').first().innerText()).trim(),
      body: JSON.parse(await answer.locator('.highlight-code code').first().innerText()),
    }
  }

  it('authorizes with the token, creates the example user and finds it by the filter of the seed', async () => {
    await page.getByRole('button', { name: 'Authorize' }).click()
    await page.getByLabel('auth-bearer-value').fill(token)
    await page.locator('.auth-btn-wrapper .authorize').click()
    await page.locator('.auth-btn-wrapper .btn-done').click()

    await tryOut('createUser')
    const created = await execute('createUser')
    expect(created).toMatchObject({ status: '201', body: { userName: 'joe.bloggs@example.com' } })

    await tryOut('queryUser')
    const filter = 'userName Eq "joe.bloggs@example.com"'
    await operation('queryUser').locator('tr[data-param-name="filter"] input').fill(filter)
    await operation('queryUser').locator('tr[data-param-name="count"] input').fill('10')
    const found = await execute('queryUser')
    expect(found).toMatchObject({ status: '200', body: { totalResults: 1, Resources: [{ id: created.body.id }] } })
  })

  it('complains about nothing and speaks to no other host', () => {
    expect(complaints).toEqual([])
    expect([...hosts]).toEqual([server.origin])
  })
})
