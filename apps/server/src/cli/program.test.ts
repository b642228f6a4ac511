import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestServer, type TestServer, token } from '../server.fixture.ts'
import { runCommand } from './program.ts'

const adminToken = 'admin-token-for-tests-of-forty-characters'
const folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a command as a terminal would, on a database of its own. */
async function rollcall(line: string | readonly string[], environment: Record<string, string> = {}) {
  let [out, complaint] = ['', '']
  const words = typeof line === 'string' ? line.split(' ') : line
  const code = await runCommand(words, {
    environment: { DATABASE_URL: `sqlite:${join(folder, 'rollcall.db')}`, ...environment },
    write: (text) => {
      out += text
    },
    error: (text) => {
      complaint += text
    },
    isInteractive: false,
  })
  return { code, out, complaint }
}

const json = async (line: string, environment: Record<string, string> = {}) =>
  JSON.parse((await rollcall(`${line} --json`, environment)).out)

describe('the command line on the database itself', () => {
  it('makes a tenant and a token, shows the token once, rotates and revokes it', async () => {
    expect((await rollcall('tenant create acme')).out).toContain('Next: rollcall credential create acme')
    const made = await json('credential create acme --name Okta --profile okta --scope users:read groups:read')
    expect(made).toMatchObject({
      tenant: 'acme',
      profile: 'okta',
      scopes: ['users:read', 'groups:read'],
      token: expect.stringMatching(/^scim_acme\./),
    })
    const shown = await rollcall(`credential show ${made.id}`)
    expect(shown.out).toContain('Okta')
    expect(shown.out).not.toContain(made.token)
    const rotated = await rollcall(`credential rotate ${made.id} --overlap-days 1`)
    expect(rotated.out).toMatch(/token +scim_acme\.[\s\S]*Copy the secret now/)
    expect((await rollcall(`credential rotate ${made.id}`)).complaint).toContain('Two secrets are valid already')
    expect((await rollcall(`credential revoke ${made.id}`)).code).toBe(0)
    expect((await rollcall('credential list acme')).out).toMatch(/okta +revoked +never/)
  })

  it('registers an OAuth client with everything that its administrator has to type elsewhere', async () => {
    const { out } = await rollcall(['client', 'create', 'acme', '--name', 'Entra ID', '--profile', 'entra'], {
      BASE_URL: 'https://id.example.com',
    })
    for (const part of ['client id ', 'client secret ', 'https://id.example.com/oauth/token']) expect(out).toContain(part)
  })

  it('changes, suspends and resumes tenants', async () => {
    expect(await json('tenant set acme --access-token-minutes 360 --deprovision-limit 20 --log-personal-values yes')).toMatchObject({
      settings: { accessTokenMinutes: 360, deprovisionLimit: 20, logPersonalValues: true },
    })
    expect((await json('tenant set acme --deprovision-limit off')).settings.deprovisionLimit).toBeNull()
    expect((await json('tenant suspend acme')).suspended).not.toBeNull()
    expect((await json('tenant resume acme')).suspended).toBeNull()
    expect((await rollcall('tenant list')).out).toMatch(/^ID +NAME +CREATED +SUSPENDED\nacme/)
  })

  it.each([
    ['tenant create Acme', 1, 'lower-case letters'],
    ['tenant create acme', 1, 'There is a tenant acme already'],
    ['credential create none --name x', 1, 'There is no tenant none'],
    ['credential create acme --name x --expires-in-days 367', 1, 'expiresInDays'],
    ['credential show acme.0123456789abcdef', 1, 'no such credential'],
    ['credential create acme', 2, "required option '--name <name>'"],
    ['tenant creat', 2, 'Did you mean create?'],
    ['tenants', 2, 'add --help'],
    ['tenant list --url http://127.0.0.1:1', 1, 'Set ADMIN_TOKEN'],
    ['tenant set acme --deprovision-limit 20%', 2, "'20%' is invalid. It must be a number up to 100, or off"],
    ['tenant set acme --log-personal-values maybe', 2, 'Allowed choices are yes, no'],
    ['log list acme --limit all', 2, "'all' is invalid. It must be a whole number"],
    [`import acme ${folder} --from-line next`, 2, 'It must be a whole number'],
    [`import acme ${folder}`, 1, 'EISDIR'],
    ['tenant set acme', 2, 'nothing to change'],
    ['credential rotate acme.0123456789abcdef --overlap-days ', 2, 'whole number'],
    ['audit export acme --format xml', 2, 'Allowed choices are csv, json'],
    ['credential revoke acme', 1, 'acme is no id of a credential'],
    ['tenant list extra', 2, 'too many arguments'],
    ['frobnicate', 2, "no command 'frobnicate'"],
    ['export acme --url http://127.0.0.1:1', 1, 'not with --url'],
    [`import acme ${folder} --url http://127.0.0.1:1`, 1, 'not with --url'],
  ])('says what is wrong with "%s" and ends with %i', async (line, code, part) => {
    const result = await rollcall(line)
    expect([result.code, result.out]).toEqual([code, ''])
    expect(result.complaint).toContain(part)
  })

  it('makes no client with a secret when only a part of its issuer is said', async () => {
    const before = await json('credential list acme')
    for (const part of ['--keys-uri https://login.example.com/keys', '--issuer https://login.example.com --audience a --subject s']) {
      const { code, complaint } = await rollcall(`client create acme --name x ${part}`)
      expect([code, complaint]).toEqual([2, expect.stringContaining('belong together')])
    }
    expect(await json('credential list acme')).toEqual(before)
  })

  it.each([
    ['id.example.com', 'x', '--url must be a server'],
    ['http://127.0.0.1:1', 'x\n', 'ADMIN_TOKEN has a character'],
    ['http://127.0.0.1:1', 'x', 'does not answer'],
  ])('asks no server at %s with the token %j', async (url, ADMIN_TOKEN, why) => {
    const { code, complaint } = await rollcall(['tenant', 'list', '--url', url], { ADMIN_TOKEN })
    expect([code, complaint]).toEqual([1, expect.stringContaining(why)])
  })

  it('says that a database does not answer', async () => {
    const nobody = { DATABASE_URL: 'postgres://rollcall:secret@127.0.0.1:1/rollcall' }
    for (const line of ['tenant list', 'export acme', 'reindex']) {
      const { code, complaint } = await rollcall(line, nobody)
      expect([code, complaint]).toEqual([1, 'rollcall: PostgreSQL: connect ECONNREFUSED 127.0.0.1:1.\n'])
    }
    const { out, complaint } = await rollcall('doctor', nobody)
    expect(out).toContain('BAD  schema\n     PostgreSQL: connect ECONNREFUSED')
    // Restoring a backup would not help.
    expect(complaint).toBe('rollcall: Something is wrong, as the lines above say.\n')
  })

  it('names a wrong setting, and shows help with examples', async () => {
    expect((await rollcall('tenant list', { DATABASE_URL: 'mysql://x' })).complaint).toContain('DATABASE_URL')
    const help = await rollcall('credential create --help')
    expect([help.code, help.out]).toEqual([0, expect.stringContaining('$ rollcall credential create acme --name Okta')])
    expect((await rollcall('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('the command line beside a running server', () => {
  let server: TestServer
  let environment: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer({ ADMIN_TOKEN: adminToken })
    environment = { DATABASE_URL: `sqlite:${join(server.directory, 'data', 'rollcall.db')}`, ADMIN_TOKEN: adminToken }
  })
  afterAll(() => server.end())

  it('works through its admin API', async () => {
    expect((await rollcall(`tenant create remote --url ${server.origin}`, { ADMIN_TOKEN: adminToken })).code).toBe(0)
    expect((await rollcall('tenant list', environment)).out).toContain('remote')
    expect((await rollcall(`tenant list --url ${server.origin}`, { ADMIN_TOKEN: 'wrong' })).complaint).toContain('ADMIN_TOKEN')
    expect((await rollcall('tenant list --url http://127.0.0.1:1', environment)).complaint).toContain('does not answer')
  })

  it('makes tokens that the server takes, and revokes them within five seconds', async () => {
    await rollcall('tenant create beside', environment)
    const made = await json('credential create beside --name x', environment)
    const ask = async () => (await server.send('GET', '/Users', undefined, { Authorization: `Bearer ${made.token}` })).status
    expect(await ask()).toBe(200)
    await rollcall(`credential revoke ${made.id}`, environment)
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect(await ask()).toBe(401)
  })

  it('lists, exports and verifies the audit trail, and ends with 1 when it was tampered with', async () => {
    for (const userName of ['a', 'b', 'c'])
      await server.send('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName })
    expect((await rollcall('audit list default --search userName', environment)).out.trim().split('\n')).toHaveLength(4)
    expect((await rollcall('audit export default', environment)).out.split('\r\n')).toHaveLength(5)
    const verified = await rollcall('audit verify default', environment)
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('3 entries are as they were sealed') })
    const [, head] = /head (\w+)/.exec(verified.out) ?? []
    expect((await rollcall(`audit verify default --head ${head}`, environment)).code).toBe(0)

    const database = new Database(join(server.directory, 'data', 'rollcall.db'))
    database.exec("update journal set actor = 'somebody else' where sequence = 2")
    database.close()
    expect(await rollcall('audit verify default', environment)).toMatchObject({
      code: 1,
      complaint: 'rollcall: The audit trail of default was tampered with at entry 2: the entry is not as it was sealed.\n',
    })
  })

  it('copies the database while the server writes, and puts it back only when nobody uses it', async () => {
    const file = join(folder, 'backups', 'monday.db')
    expect((await rollcall(`backup ${file}`, environment)).out).toContain('was checked there')
    expect((await rollcall(`backup ${join(file, 'tuesday.db')}`, environment)).complaint).toMatch(/^rollcall: .*monday\.db/)
    expect((await rollcall(`backup ${file}`, environment)).complaint).toContain('overwrites nothing')
    expect((await rollcall(`restore ${file}`, environment)).complaint).toContain('--yes')
    expect((await rollcall(`restore ${file} --yes`, environment)).complaint).toContain('Stop the server first')
    expect((await rollcall('doctor', environment)).out).toBe('ok   configuration\nok   database\nok   schema\n')
    expect((await rollcall('reindex', environment)).code).toBe(0)

    const target = join(folder, 'restored.db')
    const elsewhere = { DATABASE_URL: `sqlite:${target}` }
    expect((await rollcall(`restore ${file}`, elsewhere)).code).toBe(0)
    expect((await rollcall('tenant list', elsewhere)).out).toContain('beside')
    expect((await rollcall(`restore ${file} --yes`, elsewhere)).code).toBe(0)
    expect(existsSync(`${target}.before`)).toBe(true)
    const restored = await startTestServer(elsewhere)
    const { totalResults } = await (await fetch(`${restored.scim}/Users`, { headers: { Authorization: `Bearer ${token}` } })).json()
    expect(totalResults).toBe(3)
    await restored.end()
  })

  it('shows controls in what it imports and does not carry them out', async () => {
    const file = join(folder, 'controls.ndjson')
    const named = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'x\u001b]0;owned\u0007' }
    writeFileSync(file, `${JSON.stringify(named)}\n`)
    expect((await rollcall(`import default ${file} --dry-run`, environment)).out).toContain('line 1: Group x\uFFFD]0;owned\uFFFD\n')
  })

  it('exports a tenant and imports it into another, first dry, then in truth, and again without effect', async () => {
    const { Resources: all } = await (await server.send('GET', '/Users')).json()
    const members = all.slice(0, 2).map(({ id }: { id: string }) => ({ value: id }))
    await server.send('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'crew', members })
    const file = join(folder, 'default.ndjson')
    writeFileSync(file, (await rollcall('export default', environment)).out)
    await rollcall('tenant create moved', environment)
    const dry = await rollcall(`import moved ${file} --dry-run`, environment)
    expect(dry.out).toMatch(
      /^create +line 1: User a\n[\s\S]*create +line 4: Group crew\n4 would be created, 0 would be updated, 0 refused\.\n$/,
    )
    expect((await rollcall('export moved', environment)).out).toBe('')
    expect((await rollcall(`import moved ${file}`, environment)).out).toBe('4 created, 0 updated, 0 refused.\n')
    const moved = (await rollcall('export moved', environment)).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(moved.at(-1).members.map(({ value }: { value: string }) => value)).toEqual(moved.slice(0, 2).map(({ id }) => id))
    expect(moved[0].id).not.toBe(all[0].id)
    expect((await rollcall(`import moved ${file} --from-line 4`, environment)).out).toBe('0 created, 1 updated, 0 refused.\n')
    expect((await rollcall('audit list moved', environment)).out.trim().split('\n')).toHaveLength(5)
  })

  it('exports no faster than it is read', async () => {
    let [written, read] = [0, () => {}]
    const terminal = {
      environment,
      write: () => {
        written += 1
        return new Promise<void>((resolve) => {
          read = resolve
        })
      },
      error: () => {},
      isInteractive: false,
    }
    const exported = runCommand(['export', 'default'], terminal)
    await vi.waitFor(() => expect(written).toBe(1))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(written).toBe(1)
    // Whoever waits reads on until the end.
    const reading = setInterval(() => read(), 1)
    expect(await exported).toBe(0)
    clearInterval(reading)
    expect(written).toBeGreaterThan(2)
  })

  it('says which lines it refuses, and goes on', async () => {
    const file = join(folder, 'bad.ndjson')
    const urn = 'urn:ietf:params:scim:schemas:core:2.0:User'
    writeFileSync(file, `{"schemas":["${urn}"]}\nnot json\n{"schemas":["x"]}\n{"schemas":["${urn}"],"userName":"good"}\n`)
    const { code, out } = await rollcall(`import moved ${file}`, environment)
    expect([code, out.match(/^refuse +line \d/gm)]).toEqual([1, ['refuse  line 1', 'refuse  line 2', 'refuse  line 3']])
    expect(out).toContain('1 created, 0 updated, 3 refused.')
    expect((await rollcall('import moved none.ndjson', environment)).complaint).toContain('There is no file')
  })

  it('finds a damaged backup', async () => {
    const file = join(folder, 'damaged.db')
    const bytes = readFileSync(join(folder, 'backups', 'monday.db'))
    bytes.fill(0xff, 8_192, 12_288)
    writeFileSync(file, bytes)
    expect(await rollcall(`restore ${file}`, { DATABASE_URL: `sqlite:${join(folder, 'none.db')}` })).toMatchObject({
      code: 1,
      complaint: expect.stringContaining('is damaged'),
    })
  })
})
