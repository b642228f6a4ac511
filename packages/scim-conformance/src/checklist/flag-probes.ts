import type { Client } from '../client.ts'
import { BULK_REQUEST, USER } from '../urns.ts'

/** One request for each `supported` flag of ServiceProviderConfig: it must work when the flag is true and be refused when it is false. */
export async function probeFlags(c: Client): Promise<void> {
  const user = await c.createUser({ title: 'Probe' })
  const path = `/Users/${user.id}`
  const config = await c.discovery.config()
  const flag = (name: string) => config.at(`${name}.supported`) === true

  const patched = await c.patch(path, [{ op: 'replace', path: 'title', value: 'Probed' }])
  if (flag('patch')) patched.is(200, 204)
  else patched.error([501, 405])

  const filtered = await c.find('/Users', `id eq "${user.id}"`)
  if (flag('filter')) filtered.finds(user.id)
  else filtered.that(filtered.status >= 400, 'a refusal, since filter.supported is false')

  const { prefix } = await c.createUsers([{ userName: 'b' }, { userName: 'a' }])
  const sorted = await c.get('/Users', { filter: `userName sw "${prefix}"`, sortBy: 'userName', sortOrder: 'ascending' })
  if (flag('sort')) sorted.has('Resources[0].userName', `${prefix}.a`).has('Resources[1].userName', `${prefix}.b`)

  const read = await c.read(path)
  if (flag('etag')) read.hasHeader('etag').present('meta.version')
  else read.absent('meta.version')

  const bulk = await c.post('/Bulk', {
    schemas: [BULK_REQUEST],
    Operations: [{ method: 'POST', path: '/Users', bulkId: 'probe', data: { schemas: [USER], userName: c.unique() } }],
  })
  if (flag('bulk')) bulk.is(200).has('Operations[0].status', '201')
  else bulk.error([501, 404])

  const password = await c.patch(path, [{ op: 'replace', path: 'password', value: `Probe-${crypto.randomUUID()}` }])
  if (flag('changePassword') && flag('patch')) password.is(200, 204)
}
