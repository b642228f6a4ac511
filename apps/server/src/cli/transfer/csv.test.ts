import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { completeResourceType, type JsonObject, userResourceType } from '@rollcall/scim-core'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../program.ts'
import { cellsOf } from './cells.ts'
import { type Cell, columnOf, withCells } from './columns.ts'
import { harmless, plain } from './formula.ts'

const folder = mkdtempSync(join(tmpdir(), 'rollcall-csv-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function rollcall(...words: readonly string[]) {
  let [out, complaint] = ['', '']
  const code = await runCommand(words, {
    environment: { DATABASE_URL: `sqlite:${join(folder, 'rollcall.db')}` },
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

const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const exported = async (tenant: string): Promise<JsonObject[]> =>
  (await rollcall('export', tenant)).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Values have no order (RFC 7643 §2.4). */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder).sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, each]) => [name, inOrder(each)]),
  )
}

/** Everything but what a tenant gives by itself: members are told by name. */
function told(resources: readonly JsonObject[]): unknown {
  const names = new Map(resources.map(({ id, userName, displayName }) => [id, userName ?? displayName]))
  return resources.map(({ id: _id, meta: _meta, groups: _groups, members, [enterprise]: more, ...resource }) => ({
    ...Object(inOrder(resource)),
    more: more === undefined ? undefined : { ...Object(more), manager: names.get(Object(more).manager?.value) },
    members: Array.isArray(members) ? members.map((each) => names.get(Object(each).value)).sort() : undefined,
  }))
}

describe('CSV', () => {
  it('goes from one tenant into an empty one and is equal there, spreadsheet formulas and line breaks too', async () => {
    const ada = {
      schemas: [userSchema, enterprise],
      id: 'a',
      userName: 'ada@example.com',
      externalId: '00123',
      name: { givenName: 'Ada, Countess', familyName: 'of "Lovelace"' },
      displayName: '=HYPERLINK("https://evil.example")',
      nickName: "'=1+1",
      title: "O'Hara",
      active: false,
      emails: [
        { value: 'ada@example.com', type: 'work', primary: true },
        { value: 'ada@home.example', type: 'home' },
      ],
      phoneNumbers: [{ value: 'tel:+1-201-555-0123' }, { value: '+1 201', type: 'work' }],
      addresses: [{ type: 'work', streetAddress: '1 High Street\nLondon', country: 'GB' }],
      roles: [{ value: 'admin' }, { value: 'reader' }],
      [enterprise]: { employeeNumber: '0701', department: '-', manager: { value: 'b' } },
    }
    const bob = { schemas: [userSchema], id: 'b', userName: 'bob', active: true, emails: [{ value: 'b@example.com', type: 'other' }] }
    const inner = { schemas: [groupSchema], id: 'g', displayName: '@crew', members: [{ value: 'a' }, { value: 'b' }] }
    // Groups are exported in the order of their making, so that this one comes before a member of it.
    const outer = { schemas: [groupSchema], id: 'h', displayName: 'everybody', members: [{ value: 'b' }, { value: 'g' }] }
    await rollcall('tenant', 'create', 'from')
    await rollcall('tenant', 'create', 'to')
    const given = file('given.ndjson', [ada, bob, outer, inner].map((each) => JSON.stringify(each)).join('\n'))
    expect((await rollcall('import', 'from', given)).out).toBe('4 created, 0 updated, 0 refused.\n')

    const { out: csv } = await rollcall('export', 'from', '--format', 'csv')
    const [header, first] = csv.split('\r\n')
    expect(header).toContain('meta.resourceType,id,externalId,userName,name.familyName,name.givenName,displayName,nickName,')
    for (const column of ['"emails[type eq ""work""].value"', 'phoneNumbers,', 'members.value', `${enterprise}:manager.value`])
      expect(header).toContain(column)
    expect(first).toContain('"\'=HYPERLINK(""https://evil.example"")"')
    // Nothing that a spreadsheet would run.
    for (const cell of parse(csv).flat()) expect(cell).not.toMatch(/^[=@+\-\t\r]/)

    const path = file('from.csv', csv)
    const dry = await rollcall('import', 'to', path, '--dry-run')
    expect(dry.out).toMatch(/^create {2}line 2: User ada@example.com\n[\s\S]*\n4 would be created, 0 would be updated, 0 refused\.\n$/)
    expect((await rollcall('export', 'to')).out).toBe('')
    expect(await rollcall('import', 'to', path)).toEqual({ code: 0, out: '4 created, 0 updated, 0 refused.\n', complaint: '' })
    expect(told(await exported('to'))).toEqual(told(await exported('from')))
    // Once more: everybody is found, and nothing is another. Only ada and everybody, who name later rows, were written twice.
    expect((await rollcall('import', 'to', path)).out).toBe('0 created, 4 updated, 0 refused.\n')
    expect((await rollcall('audit', 'list', 'to')).out.trim().split('\n')).toHaveLength(1 + 4 + 2)
    // Going on where an import ended, members are still found.
    await rollcall('tenant', 'create', 'later')
    expect((await rollcall('import', 'later', file('half.csv', csv.split('\r\n').slice(0, 3).join('\r\n')))).code).toBe(0)
    expect((await rollcall('import', 'later', path, '--from-line', '4')).out).toBe('2 created, 0 updated, 0 refused.\n')
    expect(told(await exported('later'))).toEqual(told(await exported('from')))
  })

  it('changes of who is there what has a column, and takes away what has an empty cell', async () => {
    await rollcall('tenant', 'create', 'some')
    const first = 'userName,title,"emails[type eq ""work""].value","emails[type eq ""home""].value",active\nada,Countess,a@x,a@y,TRUE\n'
    expect((await rollcall('import', 'some', file('first.csv', `\uFEFF${first}`), '--type', 'User')).code).toBe(0)
    const second = 'userName,"emails[type eq ""home""].value",roles.value,active\nAda,,"admin\nreader",false\n'
    expect((await rollcall('import', 'some', file('second.csv', second), '--type', 'User')).out).toContain('0 created, 1 updated')
    expect(await exported('some')).toMatchObject([
      {
        title: 'Countess',
        emails: [{ value: 'a@x', type: 'work' }],
        active: false,
        roles: [{ value: 'admin' }, { value: 'reader' }],
      },
    ])
  })

  it('says row by row what it refuses, and checks the same in a dry run', async () => {
    await rollcall('tenant', 'create', 'wrong')
    const path = file(
      'wrong.csv',
      [
        'meta.resourceType,userName,displayName,active,addresses,members.value',
        'User,ada,,true,,',
        'User,ADA,,true,,',
        'User,,nameless,true,,',
        'User,bob,,perhaps,,',
        'User,eve',
        'Group,eve,crew,,,',
        'Device,x,,,,',
        'User,dan,,,not json,',
        '',
        ',,,,,',
        'User,sue,,,"[{""type"":""work"",""country"":""GB""}]",',
        'Group,,lost,,,nobody',
      ].join('\n'),
    )
    for (const more of [['--dry-run'], []]) {
      const { code, out, complaint } = await rollcall('import', 'wrong', path, ...more)
      expect(out.match(/^(?:refuse|conflict) +line \d+/gm)).toEqual([
        'conflict  line 3',
        'refuse  line 4',
        'refuse  line 5',
        'refuse  line 6',
        'refuse  line 7',
        'refuse  line 8',
        'refuse  line 9',
        'refuse  line 13',
      ])
      expect([code, out.split('\n').at(-2)]).toEqual([1, expect.stringMatching(/^2 .*created, 0 .*updated, 7 refused, 1 in conflict\.$/)])
      expect(complaint).toContain('Not everything')
    }
    expect(await exported('wrong')).toHaveLength(2)
  })

  it('reads what spreadsheets write: a byte order mark, UTF-16, and lines that end by CR', async () => {
    await rollcall('tenant', 'create', 'sheets')
    const utf16 = Buffer.from('\ufeffuserName,title\r\nj\u00f6rg,b\r\n', 'utf16le')
    for (const content of ['\ufeffuserName,title\r\nada,a\r\n', utf16, 'userName,title\reve,c\r'])
      expect((await rollcall('import', 'sheets', file('sheet.csv', content), '--type', 'User')).out).toContain('1 created')
    const names = (await exported('sheets')).map(({ userName, title }) => `${userName} ${title}`)
    expect(names.sort()).toEqual(['ada a', 'eve c', 'j\u00f6rg b'])
  })

  it.each([
    ['a column that is nothing', 'userName,shoeSize\n', ['--type', 'User'], 'The column "shoeSize" names no attribute'],
    ['a column of many values without a type', 'userName,emails.display\n', ['--type', 'User'], '"emails.display" names no'],
    ['a column that is there twice', 'userName,userName\n', ['--type', 'User'], 'twice'],
    ['no type', 'userName\nada\n', [], 'Say --type'],
    ['a type that there is not', 'userName\nada\n', ['--type', 'Person'], 'no resource type Person'],
    ['a quote that does not end', 'userName\n"ada\n', ['--type', 'User'], 'is no CSV'],
    ['a quote within a cell', 'userName,emails[type eq "work"].value\n', ['--type', 'User'], 'stands between quotation marks'],
    ['text from before Unicode', Buffer.from('userName\nj\u00f6rg\n', 'latin1'), ['--type', 'User'], 'is not in UTF-8'],
    ['text that ends within a character', Buffer.from([0x75, 0xc3]), ['--type', 'User'], 'is not in UTF-8'],
  ])('is refused as a whole with %s', async (_, content, more, part) => {
    const { code, complaint } = await rollcall('import', 'wrong', file('bad.csv', content), ...more)
    expect([code, complaint]).toEqual([1, expect.stringContaining(part)])
  })
})

describe('cells and columns', () => {
  it('every text is harmless in a spreadsheet and comes back as it was', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^'{0,3}[=+\-@\t\r]?.{0,3}$/))
    fc.assert(
      fc.property(text, (each) => {
        expect(harmless(each)).not.toMatch(/^[=+\-@\t\r]/)
        expect(plain(harmless(each))).toBe(each)
      }),
    )
  })

  it('a resource comes back from its cells, whatever the types of its values', () => {
    const type = completeResourceType(userResourceType)
    const word = fc.stringMatching(/^[a-z"[\]=.\\]{1,6}$/)
    const email = fc.record(
      { value: word, type: fc.oneof(word, fc.constantFrom('work', 'home')), primary: fc.boolean() },
      { requiredKeys: ['value'] },
    )
    const name = fc.record({ givenName: word, familyName: word }, { requiredKeys: ['givenName'] })
    const user = fc.record(
      { userName: word, name, active: fc.boolean(), emails: fc.array(email, { minLength: 1, maxLength: 4 }) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(user, { minLength: 1, maxLength: 3 }), (resources) => {
        const rows = resources.map((resource) => cellsOf(resource, type))
        const paths = [...new Set(rows.flatMap((cells) => [...cells.keys()]))].filter((path) => path !== 'meta.resourceType')
        for (const [index, cells] of rows.entries()) {
          const filled = paths.map((path): Cell => [columnOf(path, type) ?? never(path), cells.get(path) ?? ''])
          expect(inOrder(withCells({}, filled))).toEqual(inOrder(resources[index]))
        }
      }),
      { numRuns: 300 },
    )
  })
})

function never(path: string): never {
  throw new Error(`${path} is no column`)
}
