/**
 * The bare program that the server is measured against: Hono and better-sqlite3, the SQL of each operation, a bearer check and the
 * JSON, and nothing of SCIM: no schema, no filter grammar, no PATCH engine, no errors. It understands exactly the requests of
 * operations.ts. Under /together the writes that arrive in one turn of the event loop share a commit; under /each every write has its own.
 */
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type IndexedValue, type MembershipRow, openStore, type Row } from './store.ts'

const [file = '', port = '', token = ''] = process.argv.slice(2)
const store = openStore(file)
const bearer = `Bearer ${token}`

type Write = <T>(work: () => T) => Promise<T>

const each: Write = async (work) => store.commit([work])[0] as ReturnType<typeof work>

const together: Write = (work) =>
  new Promise((resolve, reject) => {
    if (waiting.push({ work, resolve, reject }) === 1) setImmediate(commitWaiting)
  })

let waiting: { work: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void }[] = []

function commitWaiting() {
  const batch = waiting
  waiting = []
  try {
    const results = store.commit(batch.map(({ work }) => work))
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as never)
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}

function routes(write: Write) {
  const app = new Hono()
  const guarded = (handler: (c: Context) => Response | Promise<Response>) => (c: Context) =>
    c.req.header('authorization') === bearer ? handler(c) : c.body(null, 401)

  app.get(
    '/Users/:id',
    guarded((c) => {
      const row = store.get('User', c.req.param('id') ?? '')
      return row ? json(c, 200, render(row, store.groupsOf([row.id]))) : c.body(null, 404)
    }),
  )
  app.get(
    '/Users',
    guarded((c) => {
      const filter = c.req.query('filter')
      const startIndex = Number(c.req.query('startIndex') ?? 1)
      const { total, rows } =
        filter === undefined
          ? store.page('User', startIndex - 1, Number(c.req.query('count')))
          : found(store.findByUserName((filter.split('"')[1] ?? '').toLowerCase()))
      const groups = Map.groupBy(store.groupsOf(rows.map((row) => row.id)), (group) => group.memberId)
      const resources = rows.map((row) => render(row, groups.get(row.id) ?? [])).join(',')
      return json(c, 200, `{"totalResults":${total},"startIndex":${startIndex},"itemsPerPage":${rows.length},"Resources":[${resources}]}`)
    }),
  )
  app.post(
    '/Users',
    guarded(async (c) => {
      const user = await c.req.json()
      const document = JSON.stringify(user)
      const label = user.displayName ?? user.userName
      return json(c, 201, render(await write(() => store.create('User', document, label, indexedValues(user), [])), []))
    }),
  )
  app.patch(
    '/Users/:id',
    guarded(async (c) => {
      const { path, value } = (await c.req.json()).Operations[0]
      const id = c.req.param('id') ?? ''
      const changed = await write(() => {
        const row = store.get('User', id)
        if (row === undefined) throw new Error(`there is no user ${id}`)
        return store.replaceDocument(row, JSON.stringify({ ...JSON.parse(row.document), [path]: value }), path)
      })
      return json(c, 200, render(changed, store.groupsOf([id])))
    }),
  )
  app.post(
    '/Groups',
    guarded(async (c) => {
      const { members, ...group } = await c.req.json()
      const values: IndexedValue[] = [['displayName', group.displayName.toLowerCase(), 0]]
      const row = await write(() => store.create('Group', JSON.stringify(group), group.displayName, values, ids(members)))
      return json(c, 201, render(row, []))
    }),
  )
  app.patch(
    '/Groups/:id',
    guarded(async (c) => {
      const { op, path, value } = (await c.req.json()).Operations[0]
      const id = c.req.param('id') ?? ''
      await write(() => (op === 'add' ? store.changeMembers(id, ids(value), []) : store.changeMembers(id, [], [path.split('"')[1]])))
      return c.body(null, 204)
    }),
  )
  return app
}

function found(rows: readonly Row[]) {
  return { total: rows.length, rows }
}

function ids(members: readonly { value: string }[]): string[] {
  return members.map((member) => member.value)
}

/** The values of a user that the server has an index for. */
// biome-ignore lint/suspicious/noExplicitAny: it is whatever the client sent, and nothing checks it here
function indexedValues(user: any): IndexedValue[] {
  const values: (readonly [string, unknown, 0 | 1])[] = [
    ['userName', user.userName, 1],
    ['externalId', user.externalId, 0],
    ['displayName', user.displayName, 0],
    ['name.givenName', user.name?.givenName, 0],
    ['name.familyName', user.name?.familyName, 0],
    ['active', user.active, 0],
    [`${enterprise}:employeeNumber`, user[enterprise]?.employeeNumber, 0],
    ...(user.emails ?? []).map((email: { value: string }) => ['emails.value', email.value, 0]),
  ]
  return values.flatMap(([path, value, isUnique]) => (value === undefined ? [] : [[path, String(value).toLowerCase(), isUnique]]))
}

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** The stored text with id, meta and groups spliced in: nothing is parsed. */
function render(row: Row, groups: readonly MembershipRow[]): string {
  const meta = `"meta":{"version":"W/\\"${row.version}\\"","created":"${iso(row.created)}","lastModified":"${iso(row.last_modified)}"}`
  const shown = groups.length > 0 ? `,"groups":${JSON.stringify(groups.map(({ id, display }) => ({ value: id, display })))}` : ''
  return `{"id":"${row.id}",${row.document.slice(1, -1)},${meta}${shown}}`
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function json(c: Context, status: 200 | 201, body: string): Response {
  return c.body(body, status, { 'content-type': 'application/scim+json' })
}

const app = new Hono()
app.route('/each', routes(each))
app.route('/together', routes(together))
app.get('/healthz', (c) => c.text('ok'))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) })
