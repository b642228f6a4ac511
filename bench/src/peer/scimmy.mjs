// The rival: scimmy with scimmy-routers on Express, over a store in memory that finds ids by a map. User names it finds by a map too, or
// by scimmy's own `match`, which looks at everybody. Nothing is on disk.
import { randomUUID } from 'node:crypto'
import express from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'
import { enterpriseUser } from '../people.ts'

const [port = '', token = '', users = '0', lookUp = 'map'] = process.argv.slice(2)
const byId = new Map()
const byUserName = new Map()

function keep(user) {
  byId.set(user.id, user)
  byUserName.set(user.userName.toLowerCase(), user)
  return user
}

for (let number = 0; number < Number(users); number += 1) keep({ ...enterpriseUser(number), id: randomUUID() })

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .extend(SCIMMY.Schemas.EnterpriseUser)
  .ingress((resource, data) => keep({ ...JSON.parse(JSON.stringify(data)), id: resource.id ?? randomUUID() }))
  .egress((resource) => {
    if (resource.id !== undefined) {
      const user = byId.get(resource.id)
      if (user === undefined) throw new SCIMMY.Types.Error(404, null, `There is no user ${resource.id}.`)
      return user
    }
    if (lookUp === 'match') return resource.filter === undefined ? [...byId.values()] : resource.filter.match([...byId.values()])
    const [comparator, value] = resource.filter?.[0]?.userName ?? []
    if (resource.filter?.length === 1 && comparator === 'eq') return [byUserName.get(value.toLowerCase())].filter(Boolean)
    return [...byId.values()]
  })
  .degress((resource) => byId.delete(resource.id))

const app = express()
app.get('/healthz', (_, response) => response.send('ok'))
app.get('/ids', (_, response) => response.json([...byId.keys()].slice(0, 10_000)))
const authenticate = (request) => {
  if (request.header('authorization') !== `Bearer ${token}`) throw new Error('Send the token.')
  return 'bench'
}
app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler: authenticate }))
app.listen(Number(port), '127.0.0.1')
