/** RFC 7643 §2.3. */
export type AttributeType = 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex'
/** RFC 7643 §7. */
export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
/** RFC 7643 §7. */
export type Returned = 'always' | 'never' | 'default' | 'request'
/** RFC 7643 §7. */
export type Uniqueness = 'none' | 'server' | 'global'

/** RFC 7643 §4.1: ISO 3166-1 alpha-2, a URL, one DER certificate. */
export type ValueFormat = 'country' | 'url' | 'certificate'

/** An attribute as a schema's data file states it. What is left out has the default of RFC 7643 §2.2. */
export interface AttributeDefinition {
  readonly name: string
  readonly description: string
  readonly type?: AttributeType
  readonly multiValued?: boolean
  readonly required?: boolean
  readonly caseExact?: boolean
  readonly canonicalValues?: readonly string[]
  readonly mutability?: Mutability
  readonly returned?: Returned
  readonly uniqueness?: Uniqueness
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly AttributeDefinition[]
  /** How the comparable form is prepared, beyond `caseExact`; not published. RFC 7644 §5: userName by PRECIS. */
  readonly comparison?: 'UsernameCaseMapped'
  /** The format that RFC 7643 gives the value in prose; not published, checked where a profile asks for it. */
  readonly format?: ValueFormat
  /** A value that an unassigned attribute takes on create and replace, published in no schema. D-20: active is true. */
  readonly defaultValue?: boolean | string | number
}

/** An attribute with every characteristic stated (RFC 7643 §2.2, §7). */
export interface Attribute {
  readonly name: string
  /** Its name in a comparable and in `indexed`: `userName`, in an extension `urn:…:User:employeeNumber`. Of a sub-attribute, its name. */
  readonly key: string
  readonly description: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly required: boolean
  readonly caseExact: boolean
  readonly canonicalValues: readonly string[]
  readonly mutability: Mutability
  readonly returned: Returned
  readonly uniqueness: Uniqueness
  readonly referenceTypes: readonly string[]
  readonly subAttributes: readonly Attribute[]
  readonly comparison: 'UsernameCaseMapped' | undefined
  readonly format: ValueFormat | undefined
  readonly defaultValue: boolean | string | number | undefined
  /** The sub-attribute of that name in any case (RFC 7643 §2.1), or undefined. */
  subAttribute(name: string): Attribute | undefined
}

/**
 * Finds attributes by name in any case (RFC 7643 §2.1).
 * @throws Error when two have one name.
 */
export function attributesByName(attributes: readonly Attribute[]): (name: string) => Attribute | undefined {
  return byNameInAnyCase(attributes, (attribute) => attribute.name)
}

/**
 * Finds by name in any case; names are ASCII. Most are asked for in the spelling of the definition: that costs no lower-casing.
 * @throws Error when two have one name.
 */
export function byNameInAnyCase<T>(all: readonly T[], nameOf: (each: T) => string): (name: string) => T | undefined {
  const byName = new Map<string, T>()
  for (const each of all) {
    const lower = nameOf(each).toLowerCase()
    if (byName.has(lower)) throw new Error(`${nameOf(each)} is defined twice.`)
    byName.set(lower, each)
  }
  for (const each of all) byName.set(nameOf(each), each)
  return (name) => byName.get(name) ?? byName.get(name.toLowerCase())
}

/** @param extensionId the URN of the extension that the attribute belongs to; undefined for base schemas and sub-attributes */
export function completeAttribute(definition: AttributeDefinition, extensionId?: string): Attribute {
  const type = definition.type ?? 'string'
  const subAttributes = (definition.subAttributes ?? []).map((each) => completeAttribute(each))
  return Object.freeze({
    name: definition.name,
    key: extensionId === undefined ? definition.name : `${extensionId}:${definition.name}`,
    description: definition.description,
    type,
    multiValued: definition.multiValued ?? false,
    required: definition.required ?? false,
    // RFC 7643 §2.3.6, §2.3.7: binary and reference values are case exact whatever a definition leaves out.
    caseExact: definition.caseExact ?? (type === 'binary' || type === 'reference'),
    canonicalValues: definition.canonicalValues ?? [],
    mutability: definition.mutability ?? 'readWrite',
    // RFC 7643 §7: values of what is writeOnly SHALL NOT be returned, whatever a definition leaves out.
    returned: definition.mutability === 'writeOnly' ? 'never' : (definition.returned ?? 'default'),
    uniqueness: definition.uniqueness ?? 'none',
    referenceTypes: definition.referenceTypes ?? [],
    subAttributes,
    comparison: definition.comparison,
    format: definition.format,
    defaultValue: definition.defaultValue,
    subAttribute: attributesByName(subAttributes),
  })
}
