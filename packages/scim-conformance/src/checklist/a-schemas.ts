import type { Answer } from '../answer.ts'
import type { Client } from '../client.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { Requirement } from '../requirement.ts'
import { minimal, minimalWith, sample } from '../sample.ts'
import { PATCH_OP, RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG, USER } from '../urns.ts'
import { rfcAttributes } from './rfc-attributes.ts'

const keywords: Readonly<Record<string, readonly string[]>> = {
  type: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'],
  mutability: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  returned: ['always', 'never', 'default', 'request'],
  uniqueness: ['none', 'server', 'global'],
}

/** The part of group A that is about /Schemas. */
export const schemaRequirements: readonly Requirement[] = [
  {
    id: 'PROT-4-04',
    level: 'MUST',
    ref: 'RFC 7644 §4',
    title: '/Schemas lists all schemas; /Schemas/{urn} answers one, with the colons raw or encoded',
    async run(c) {
      const list = await c.get('/Schemas')
      const schemas = list.list()
      list.has('totalResults', schemas.length)
      for (const schema of schemas) {
        const id = String(schema['id'])
        const raw = (await c.read(`/Schemas/${id}`)).has('id', id).absent('Resources')
        const encoded = await c.read(`/Schemas/${encodeURIComponent(id)}`)
        encoded.that(encoded.response.body === raw.response.body, 'the same schema for the encoded as for the raw URN')
      }
    },
  },
  {
    id: 'PROT-4-05',
    level: 'MUST',
    ref: 'RFC 7644 §4',
    title: '/ResourceTypes/{name} answers one bare resource type, and 404 for an unknown one',
    async run(c) {
      for (const { name } of await c.discovery.types())
        (await c.read(`/ResourceTypes/${name}`)).has('name', name).absent('Resources', 'totalResults')
      ;(await c.get('/ResourceTypes/Nothing')).error(404)
      ;(await c.get('/Schemas/urn:example:nothing')).error(404)
    },
  },
  {
    id: 'CORE-7-01',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'Every schema that a resource uses is published, with its URI as id',
    async run(c) {
      const published = (await c.discovery.schemas()).map((each) => String(each['id']))
      for (const type of await c.discovery.types()) {
        const extension = type.extensions[0]?.schema
        const attribute =
          extension === undefined ? undefined : (await c.discovery.attributesOf(extension)).find((each) => each.type === 'string')
        const body =
          extension === undefined || attribute === undefined
            ? await minimal(c, type)
            : await minimalWith(c, { type, schema: extension, isExtension: true, attribute, path: attribute.name }, sample(c, attribute))
        const created = (await c.post(type.endpoint, body)).is(201)
        for (const urn of created.array('schemas')) {
          created.that(published.includes(String(urn)), `only schemas that are published at /Schemas`, urn)
        }
      }
      await c.recommend(async () => {
        const list = await c.get('/Schemas')
        for (const urn of [SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA])
          list.that(published.includes(urn), `${urn} among the schemas`, published)
      })
    },
  },
  {
    id: 'CORE-7-02',
    level: 'MUST',
    ref: 'RFC 7643 §7, §8.7',
    title: 'A Schema resource has its own schemas, meta.resourceType and meta.location',
    async run(c) {
      const list = await c.get('/Schemas')
      for (const [index, schema] of list.list().entries()) {
        const at = `Resources[${index}]`
        list.has(`${at}.schemas`, [SCHEMA]).has(`${at}.meta.resourceType`, 'Schema')
        ;(await c.get(list.text(`${at}.meta.location`))).is(200).has('id', String(schema['id']))
      }
    },
  },
  {
    id: 'CORE-7-03',
    level: 'MUST',
    ref: 'RFC 7643 §7, §2.2, §2.3',
    title: 'Each attribute definition shows its characteristics with legal keywords',
    async run(c) {
      await eachAttribute(c, (list, path, attribute) => {
        for (const name of ['name', 'type']) list.that(typeof attribute[name] === 'string', `${path}.${name} to be a text`, attribute)
        for (const name of ['multiValued', 'required'])
          list.that(typeof attribute[name] === 'boolean', `${path}.${name} to be true or false`, attribute)
        for (const name of ['mutability', 'returned'])
          list.that(typeof attribute[name] === 'string', `${path}.${name} to be stated`, attribute)
        for (const [name, legal] of Object.entries(keywords)) {
          const value = attribute[name]
          list.that(value === undefined || legal.includes(String(value)), `${path}.${name} to be one of ${legal.join(', ')}`, value)
        }
      })
    },
  },
  {
    id: 'CORE-7-04',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.8',
    title: 'A complex attribute lists its sub-attributes, none of which is complex',
    async run(c) {
      await eachAttribute(c, (list, path, attribute, isSub) => {
        if (attribute['type'] !== 'complex') return
        list.that(!isServiceSchemaNesting(path) ? !isSub : true, `${path}, being a sub-attribute, not to be complex`)
        list.that(elements(attribute['subAttributes']).length > 0, `${path} to list subAttributes`, attribute)
      })
    },
  },
  {
    id: 'CORE-7-05',
    level: 'MUST',
    ref: 'RFC 7643 §2.3.7, §7',
    title: 'Attributes of type reference name their referenceTypes, and others have none',
    async run(c) {
      await eachAttribute(c, (list, path, attribute) => {
        const types = attribute['referenceTypes']
        const count = isJsonArray(types) ? types.length : 0
        if (attribute['type'] === 'reference') list.that(count > 0, `${path} to name its referenceTypes`, attribute)
        else list.that(count === 0, `${path} to have no referenceTypes`, attribute)
      })
    },
  },
  {
    id: 'CORE-7-06',
    level: 'MUST',
    ref: 'RFC 7643 §7',
    title: 'Schemas and resource types cannot be changed over SCIM',
    async run(c) {
      for (const path of ['/Schemas', `/Schemas/${USER}`, '/ResourceTypes', '/ResourceTypes/User']) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await c.request(method, path, method === 'DELETE' ? undefined : { schemas: [SCHEMA], id: USER, name: 'X' }, {})
          answer.error([405, 501])
        }
      }
    },
  },
  {
    id: 'PROT-3.1-01',
    level: 'MUST NOT',
    ref: 'RFC 7644 §3.1',
    title: 'Message schemas are not published at /Schemas',
    async run(c) {
      const list = await c.get('/Schemas')
      const messages = list.ids().filter((id) => id.toLowerCase().startsWith('urn:ietf:params:scim:api:'))
      list.that(messages.length === 0, 'no message schema', messages)
      ;(await c.get(`/Schemas/${PATCH_OP}`)).error(404)
    },
  },
  {
    id: 'CORE-8.7-01',
    level: 'REC',
    ref: 'RFC 7643 §8.7',
    title: 'User, Group and EnterpriseUser are published as the RFC and its verified errata have them',
    async run(c) {
      const list = await c.get('/Schemas')
      const published = await c.discovery.schemas()
      for (const [urn, attributes] of Object.entries(rfcAttributes)) {
        const schema = published.find((each) => each['id'] === urn)
        if (schema === undefined) continue
        walk(elements(schema['attributes']), '', (path, attribute) => {
          const stated = attributes[path]
          list.that(stated !== undefined, `${urn} to have only attributes of RFC 7643`, path)
          const summary = summarize(attribute, stated?.endsWith(' anyCase') === true)
          list.that(summary === stated, `${urn}:${path} to be ${stated}`, summary)
        })
      }
    },
  },
]

function summarize(attribute: JsonObject, anyCase: boolean): string {
  const parts = [
    `${attribute['type']}${attribute['multiValued'] === true ? '[]' : ''}`,
    String(attribute['mutability']),
    String(attribute['returned']),
  ]
  if (attribute['required'] === true) parts.push('required')
  if (attribute['uniqueness'] !== undefined && attribute['uniqueness'] !== 'none') parts.push(String(attribute['uniqueness']))
  if (anyCase) parts.push('anyCase')
  else if (attribute['caseExact'] === true) parts.push('caseExact')
  return parts.join(' ')
}

/** RFC 7643 §8.7.2 describes subAttributes of a Schema by a complex attribute within a complex one; nothing else may. */
function isServiceSchemaNesting(path: string): boolean {
  return path.includes(SCHEMA)
}

async function eachAttribute(c: Client, look: (list: Answer, path: string, attribute: JsonObject, isSub: boolean) => void): Promise<void> {
  const list = await c.get('/Schemas')
  for (const schema of list.list()) {
    walk(elements(schema['attributes']), `${schema['id']}:`, (path, attribute, isSub) => look(list, path, attribute, isSub))
  }
}

function walk(
  attributes: readonly JsonObject[],
  prefix: string,
  look: (path: string, attribute: JsonObject, isSub: boolean) => void,
  isSub = false,
): void {
  for (const attribute of attributes) {
    const path = `${prefix}${attribute['name']}`
    look(path, attribute, isSub)
    walk(elements(attribute['subAttributes']), `${path}.`, look, true)
  }
}

function elements(value: JsonValue | undefined): JsonObject[] {
  return isJsonArray(value) ? value.filter((each) => isJsonObject(each)) : []
}
