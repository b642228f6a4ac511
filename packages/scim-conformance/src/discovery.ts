import { Answer } from './answer.ts'
import { NotApplicable } from './assertion.ts'
import { readPath } from './body-path.ts'
import type { Send } from './http/wire.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts'

/** An attribute as /Schemas publishes it, with the defaults of RFC 7643 §2.2 filled in. */
export interface PublishedAttribute {
  readonly name: string
  readonly type: string
  readonly multiValued: boolean
  readonly required: boolean
  readonly caseExact: boolean
  readonly mutability: string
  readonly returned: string
  readonly uniqueness: string
  readonly canonicalValues: readonly string[]
  readonly subAttributes: readonly PublishedAttribute[]
}

export interface PublishedType {
  readonly name: string
  readonly endpoint: string
  readonly schema: string
  readonly extensions: readonly { readonly schema: string; readonly required: boolean }[]
}

/** Where an attribute with the wanted characteristics was found. */
export interface FoundAttribute {
  readonly type: PublishedType
  /** URN of the schema it belongs to. */
  readonly schema: string
  readonly isExtension: boolean
  readonly attribute: PublishedAttribute
  /** How it is written in paths and filters: URN-qualified in an extension. */
  readonly path: string
}

/** What the discovery endpoints say, read once per run. */
export class Discovery {
  private readonly read: (path: string) => Promise<Answer>
  private readonly answers = new Map<string, Promise<Answer>>()

  constructor(base: string, token: string, send: Send) {
    this.read = async (path) => {
      const request = {
        method: 'GET',
        url: `${base}${path}`,
        headers: { accept: 'application/scim+json', authorization: `Bearer ${token}` },
      }
      return new Answer(request, await send(request)).is(200)
    }
  }

  private once(path: string): Promise<Answer> {
    const known = this.answers.get(path)
    if (known !== undefined) return known
    const answer = this.read(path)
    this.answers.set(path, answer)
    return answer
  }

  /** ServiceProviderConfig (RFC 7643 §5). */
  config(): Promise<Answer> {
    return this.once('/ServiceProviderConfig')
  }

  /** `etag.supported` and the like. */
  async supports(feature: 'patch' | 'bulk' | 'filter' | 'changePassword' | 'sort' | 'etag'): Promise<boolean> {
    return (await this.config()).at(`${feature}.supported`) === true
  }

  /** RFC 9865 §4. */
  async pages(method: 'cursor' | 'index'): Promise<boolean> {
    const published = (await this.config()).at(`pagination.${method}`)
    return published === undefined ? method === 'index' : published === true
  }

  async types(): Promise<PublishedType[]> {
    return (await this.once('/ResourceTypes')).list().map((each) => ({
      name: String(each['name']),
      endpoint: `/${String(each['endpoint']).replace(/^\/+/, '')}`,
      schema: String(each['schema']),
      extensions: objects(each['schemaExtensions']).map((one) => ({ schema: String(one['schema']), required: one['required'] === true })),
    }))
  }

  /** @throws NotApplicable when the server has no such type. */
  async type(name: string): Promise<PublishedType> {
    const type = (await this.types()).find((each) => each.name === name)
    if (type === undefined) throw new NotApplicable(`needs a resource type ${name}`)
    return type
  }

  /** The Schema resources as they are. */
  async schemas(): Promise<JsonObject[]> {
    return (await this.once('/Schemas')).list()
  }

  async attributesOf(schema: string): Promise<PublishedAttribute[]> {
    const found = (await this.schemas()).find((each) => each['id'] === schema)
    return objects(found?.['attributes']).map(complete)
  }

  /** Whether a schema publishes an attribute, e.g. `name.givenName`. */
  async publishes(schema: string, path: string): Promise<boolean> {
    let attributes = await this.attributesOf(schema)
    for (const name of path.split('.')) {
      const found = attributes.find((each) => each.name.toLowerCase() === name.toLowerCase())
      if (found === undefined) return false
      attributes = [...found.subAttributes]
    }
    return true
  }

  /** Every top-level attribute of every resource type. */
  async allAttributes(): Promise<FoundAttribute[]> {
    const all: FoundAttribute[] = []
    for (const type of await this.types()) {
      for (const schema of [type.schema, ...type.extensions.map((each) => each.schema)]) {
        const isExtension = schema !== type.schema
        for (const attribute of await this.attributesOf(schema)) {
          all.push({ type, schema, isExtension, attribute, path: isExtension ? `${schema}:${attribute.name}` : attribute.name })
        }
      }
    }
    if (all.length === 0) throw new NotApplicable('needs published schemas')
    return all
  }

  /** The first top-level attribute that has what is wanted. @throws NotApplicable saying `what` was looked for. */
  async find(what: string, wanted: (found: FoundAttribute) => boolean): Promise<FoundAttribute> {
    const found = (await this.allAttributes()).find(wanted)
    if (found === undefined) throw new NotApplicable(`needs ${what} in some published schema`)
    return found
  }
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return isJsonArray(value) ? value.filter((each) => isJsonObject(each)) : []
}

function complete(definition: JsonObject): PublishedAttribute {
  const text = (name: string, otherwise: string) => {
    const value = readPath(definition, name)
    return typeof value === 'string' ? value : otherwise
  }
  const canonical = definition['canonicalValues']
  return {
    name: text('name', ''),
    type: text('type', 'string'),
    multiValued: definition['multiValued'] === true,
    required: definition['required'] === true,
    caseExact: definition['caseExact'] === true,
    mutability: text('mutability', 'readWrite'),
    returned: text('returned', 'default'),
    uniqueness: text('uniqueness', 'none'),
    canonicalValues: isJsonArray(canonical) ? canonical.map(String) : [],
    subAttributes: objects(definition['subAttributes']).map(complete),
  }
}
