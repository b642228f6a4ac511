import { isJsonObject } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { bodyPath, minimal, minimalWith, sample } from '../sample.ts'
import { RESOURCE_TYPE, SERVICE_PROVIDER_CONFIG, USER } from '../urns.ts'
import { schemaRequirements } from './a-schemas.ts'
import { probeFlags } from './flag-probes.ts'

const authenticationTypes = ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest']

/** A. Discovery: ServiceProviderConfig, ResourceTypes, Schemas. */
export const discovery: readonly Requirement[] = [
  {
    id: 'PROT-4-01',
    level: 'MUST',
    ref: 'RFC 7644 §4, §3.2',
    title: '/ServiceProviderConfig, /ResourceTypes and /Schemas answer GET',
    async run(c) {
      for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
        const answer = (await c.get(path)).is(200).hasHeader('content-type', /^application\/scim\+json/)
        answer.that(isJsonObject(answer.body), 'a JSON object')
      }
    },
  },
  {
    id: 'PROT-4-02',
    level: 'MUST',
    ref: 'RFC 7644 §4; RFC 7643 §5',
    title: '/ServiceProviderConfig is one bare object of exactly its own schema',
    async run(c) {
      const answer = await c.read('/ServiceProviderConfig')
      answer.has('schemas', [SERVICE_PROVIDER_CONFIG]).absent('Resources', 'totalResults')
    },
  },
  {
    id: 'CORE-5-01',
    level: 'MUST',
    ref: 'RFC 7643 §5',
    title: 'ServiceProviderConfig has every required member with the right JSON type',
    async run(c) {
      const config = await c.discovery.config()
      for (const name of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
        config.that(typeof config.at(`${name}.supported`) === 'boolean', `${name}.supported to be true or false`)
      }
      for (const path of ['bulk.maxOperations', 'bulk.maxPayloadSize', 'filter.maxResults']) {
        const value = config.at(path)
        config.that(typeof value === 'number' && Number.isInteger(value) && value >= 0, `${path} to be an integer of 0 or more`)
      }
      config.that(Array.isArray(config.at('authenticationSchemes')), 'authenticationSchemes to be an array')
    },
  },
  {
    id: 'CORE-5-02',
    level: 'MUST',
    ref: 'RFC 7643 §5',
    title: 'Each authentication scheme has a type, a name and a description; at most one is primary',
    async run(c) {
      const config = await c.discovery.config()
      const schemes = config.array('authenticationSchemes')
      for (const index of schemes.keys()) {
        for (const name of ['type', 'name', 'description']) config.text(`authenticationSchemes[${index}].${name}`)
        for (const name of ['specUri', 'documentationUri']) {
          const uri = config.at(`authenticationSchemes[${index}].${name}`)
          config.that(
            uri === undefined || (typeof uri === 'string' && URL.canParse(uri)),
            `authenticationSchemes[${index}].${name} to be a URL`,
          )
        }
      }
      const primaries = schemes.filter((each) => isJsonObject(each) && each['primary'] === true)
      config.that(primaries.length <= 1, 'at most one primary authentication scheme')
      await c.recommend(() => {
        const types = schemes.map((each) => String(isJsonObject(each) && each['type']))
        config.that(
          types.every((each) => authenticationTypes.includes(each)),
          `authentication types among ${authenticationTypes.join(', ')}`,
        )
      })
    },
  },
  {
    id: 'CORE-5-03',
    level: 'SHOULD',
    ref: 'RFC 7643 §5',
    title: 'The authentication schemes can be read before authentication',
    async run(c) {
      const answer = (await c.get('/ServiceProviderConfig', {}, { token: null })).is(200)
      answer.that(answer.array('authenticationSchemes').length > 0, 'authenticationSchemes')
    },
  },
  {
    id: 'CORE-5-04',
    level: 'MUST',
    ref: 'RFC 7643 §5',
    title: 'ServiceProviderConfig cannot be changed',
    async run(c) {
      const before = await c.read('/ServiceProviderConfig')
      for (const method of ['PUT', 'PATCH', 'POST', 'DELETE']) {
        const body = method === 'DELETE' ? undefined : { ...before.object(), sort: { supported: false } }
        const answer = (await c.request(method, '/ServiceProviderConfig', body, {})).error([405, 501])
        if (answer.status === 405) answer.hasHeader('allow', /\bGET\b/)
      }
      const after = await c.read('/ServiceProviderConfig')
      after.that(after.response.body === before.response.body, 'the same configuration as before')
    },
  },
  {
    id: 'CORE-5-05',
    level: 'MAY',
    ref: 'RFC 7643 §5',
    title: 'meta of ServiceProviderConfig, where there is one, says where it is',
    async run(c) {
      const config = await c.read('/ServiceProviderConfig')
      c.need(config.at('meta') !== undefined, 'a meta attribute on ServiceProviderConfig')
      config.has('meta.resourceType', 'ServiceProviderConfig').has('meta.location', `${c.base}/ServiceProviderConfig`)
    },
  },
  {
    id: 'CORE-5-06',
    level: 'REC',
    ref: 'RFC 7643 §5, §8.5',
    title: 'What ServiceProviderConfig says is supported works, and what it says is not is refused',
    run: probeFlags,
  },
  {
    id: 'CORE-5-07',
    level: 'REC',
    ref: 'RFC 9865 §4; RFC 9967 §4',
    title: 'ServiceProviderConfig has no member that its published schema does not declare',
    async run(c) {
      const declared = (await c.discovery.attributesOf(SERVICE_PROVIDER_CONFIG)).map((each) => each.name)
      c.need(declared.length > 0, 'the ServiceProviderConfig schema at /Schemas')
      const config = await c.discovery.config()
      const undeclared = Object.keys(config.object()).filter((name) => !['schemas', 'meta', 'id', ...declared].includes(name))
      config.that(undeclared.length === 0, 'only members that its schema declares', undeclared)
    },
  },
  {
    id: 'PROT-4-03',
    level: 'MUST',
    ref: 'RFC 7644 §4',
    title: '/ResourceTypes lists every resource type in a ListResponse',
    async run(c) {
      const answer = await c.get('/ResourceTypes')
      const names = answer.list().map((each) => each['name'])
      answer.has('totalResults', names.length)
      for (const [name, path] of [['User', '/Users'] as const, ['Group', '/Groups'] as const]) {
        const served = (await c.get(path, { count: 0 })).status === 200
        answer.that(!served || names.includes(name), `${name} among the resource types, since ${path} is served`, names)
      }
    },
  },
  {
    id: 'CORE-6-01',
    level: 'MUST',
    ref: 'RFC 7643 §6',
    title: 'Each resource type has schemas, name, endpoint and schema, and its extensions say whether they are required',
    async run(c) {
      const answer = await c.get('/ResourceTypes')
      for (const [index, type] of answer.list().entries()) {
        const at = `Resources[${index}]`
        answer.that(answer.array(`${at}.schemas`).includes(RESOURCE_TYPE), `${at}.schemas to hold ${RESOURCE_TYPE}`)
        for (const name of ['name', 'endpoint', 'schema']) answer.text(`${at}.${name}`)
        for (const [number, extension] of answer.array(`${at}.schemaExtensions`).entries()) {
          answer.text(`${at}.schemaExtensions[${number}].schema`)
          answer.that(
            isJsonObject(extension) && typeof extension['required'] === 'boolean',
            `${at}.schemaExtensions[${number}].required to be true or false`,
          )
        }
        await c.recommend(() => {
          answer.that(type['id'] === type['name'], `${at}.id to equal its name`, type['id'])
        })
      }
    },
  },
  {
    id: 'CORE-6-02',
    level: 'MUST',
    ref: 'RFC 7643 §6',
    title: 'Every schema a resource type names can be fetched',
    async run(c) {
      for (const type of await c.discovery.types()) {
        for (const urn of [type.schema, ...type.extensions.map((each) => each.schema)]) {
          ;(await c.read(`/Schemas/${urn}`)).has('id', urn)
        }
      }
    },
  },
  {
    id: 'CORE-6-03',
    level: 'MUST',
    ref: 'RFC 7643 §6, §3.1',
    title: 'meta.resourceType is exactly the name of the resource type',
    async run(c) {
      for (const type of await c.discovery.types()) {
        const created = (await c.post(type.endpoint, await minimal(c, type))).is(201)
        created.has('meta.resourceType', type.name)
      }
    },
  },
  {
    id: 'CORE-6-04',
    level: 'MUST',
    ref: 'RFC 7643 §6',
    title: 'Each endpoint is relative to the base URI, works, and belongs to one resource type',
    async run(c) {
      const types = await c.discovery.types()
      for (const type of types) (await c.get(type.endpoint, { count: 0 })).list()
      const published = await c.get('/ResourceTypes')
      const endpoints = published.list().map((each) => String(each['endpoint']))
      published.that(new Set(endpoints).size === endpoints.length, 'a different endpoint for each resource type', endpoints)
      published.that(!endpoints.some((each) => URL.canParse(each)), 'endpoints relative to the base URI', endpoints)
    },
  },
  {
    id: 'CORE-6-05',
    level: 'MUST',
    ref: 'RFC 7643 §6',
    title: 'A resource without a required extension is refused',
    async run(c) {
      const types = await c.discovery.types()
      const type = c.needed(
        types.find((each) => each.extensions.some((one) => one.required)),
        'a resource type with a required extension',
      )
      const extensions = type.extensions.filter((each) => each.required).map((each) => each.schema)
      const whole = await minimal(c, type)
      const body = Object.fromEntries(Object.entries(whole).filter(([name]) => !extensions.includes(name)))
      ;(await c.post(type.endpoint, { ...body, schemas: [type.schema] })).error(400, ['invalidValue', 'invalidSyntax'])
    },
  },
  {
    id: 'PROT-3.2-01',
    level: 'SHOULD',
    ref: 'RFC 7644 §3.2',
    title: 'The endpoint of a resource type is the plural of its name',
    async run(c) {
      const answer = await c.get('/ResourceTypes')
      for (const { name, endpoint } of await c.discovery.types()) {
        answer.that(new RegExp(`^/${name.slice(0, -1)}(.|ie)s$`, 'i').test(endpoint), `the endpoint of ${name} to be its plural`, endpoint)
      }
    },
  },
  ...schemaRequirements,
  {
    id: 'PROT-4-06',
    level: 'MUST',
    ref: 'RFC 7644 §4',
    title: 'Discovery endpoints ignore sorting and paging',
    async run(c) {
      for (const path of ['/Schemas', '/ResourceTypes']) {
        const all = (await c.get(path)).ids()
        const asked = await c.get(path, { count: 1, startIndex: 2, sortBy: 'id', sortOrder: 'descending' })
        asked.that(asked.ids().length === all.length, `all ${all.length} resources`, asked.ids())
      }
      const config = await c.read('/ServiceProviderConfig', { count: 1, startIndex: 2 })
      config.has('schemas', [SERVICE_PROVIDER_CONFIG])
    },
  },
  {
    id: 'PROT-4-07',
    level: 'SHOULD',
    ref: 'RFC 7644 §4',
    title: 'A filter on a discovery endpoint is answered with 403',
    async run(c) {
      for (const path of ['/Schemas', '/ResourceTypes']) (await c.get(path, { filter: 'name eq "User"' })).error(403)
      await c.recommend(async () => {
        ;(await c.get('/ServiceProviderConfig', { filter: 'patch.supported eq true' })).error(403)
      })
    },
  },
  {
    id: 'CORE-7-07',
    level: 'REC',
    ref: 'RFC 7643 §7',
    title: 'Each published attribute behaves as its characteristics say',
    async run(c) {
      for (const found of await c.discovery.allAttributes()) {
        const { attribute } = found
        if (attribute.type === 'complex' && attribute.subAttributes.some((each) => each.name === '$ref')) continue
        const body =
          attribute.required && !found.isExtension ? await minimal(c, found.type) : await minimalWith(c, found, sample(c, attribute))
        const created = (await c.post(found.type.endpoint, body)).is(201)
        const read = await c.read(`${found.type.endpoint}/${created.id}`)
        const shown = read.at(bodyPath(found))
        const visible = attribute.returned === 'default' || attribute.returned === 'always'
        if (attribute.mutability === 'readOnly') {
          const value = isJsonObject(body[found.schema]) ? body[found.schema] : body[attribute.name]
          read.that(
            JSON.stringify(shown) !== JSON.stringify(value) || shown === undefined,
            `${found.path}, being readOnly, not to take the client's value`,
            shown,
          )
        } else {
          const expected = `${found.path}, being ${attribute.mutability} and returned=${attribute.returned}, to be ${visible ? 'shown' : 'hidden'} after it was set`
          read.that((shown !== undefined) === visible, expected, shown ?? 'nothing there')
        }
      }
    },
  },
  {
    id: 'DISC-CACHE-01',
    level: 'REC',
    ref: 'RFC 9110 §8.8, §13',
    title: 'Discovery resources carry a validator and answer a conditional GET with 304',
    async run(c) {
      for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas', `/Schemas/${USER}`]) {
        const answer = await c.read(path)
        const tag = answer.header('etag')
        if (tag === undefined) {
          const modified = answer.header('last-modified')
          answer.that(modified !== undefined, 'an ETag or a Last-Modified header')
          ;(await c.get(path, {}, { headers: { 'if-modified-since': modified ?? '' } })).is(304)
        } else (await c.get(path, {}, { headers: { 'if-none-match': tag } })).is(304)
      }
    },
  },
]
