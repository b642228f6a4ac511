import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type CustomSchemas,
  completeResourceTypes,
  groupResourceType,
  type ResourceTypeDefinition,
  userResourceType,
  withCustomSchemas,
} from '@rollcall/scim-core/schema'
import { z } from 'zod'
import { ConfigurationError } from './configuration.ts'

/** Files that are taken without being named, in this order. */
const usual = ['rollcall.config.ts', 'rollcall.config.js', 'rollcall.config.json']

/**
 * Reads extensions and resource types of the deployer's own: JSON, or a module whose default export is the same.
 * @param file as the setting SCHEMAS names it; undefined takes a `rollcall.config` file of the working directory, if there is one.
 * @throws ConfigurationError when the file cannot be read, or says something that is no schema.
 */
export async function readCustomSchemas(file: string | undefined): Promise<CustomSchemas> {
  const path = file ?? usual.find((name) => existsSync(name))
  if (path === undefined) return {}
  const result = customSchemas.safeParse(await contentOf(path))
  if (result.success) return result.data as CustomSchemas
  const [issue] = result.error.issues
  throw new ConfigurationError(`SCHEMAS ${path} is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}.`)
}

/**
 * User, Group, and what `readCustomSchemas` finds.
 * @throws ConfigurationError when they do not go together.
 */
export async function readResourceTypes(file: string | undefined): Promise<readonly ResourceTypeDefinition[]> {
  const custom = await readCustomSchemas(file)
  try {
    const all = withCustomSchemas([userResourceType, groupResourceType], custom)
    completeResourceTypes(all)
    return all
  } catch (error) {
    throw new ConfigurationError(`SCHEMAS ${file ?? ''} cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function contentOf(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8'))
    const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href)
    return module.default
  } catch (error) {
    throw new ConfigurationError(`SCHEMAS ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

const characteristics = {
  description: z.string(),
  multiValued: z.boolean().optional(),
  required: z.boolean().optional(),
  caseExact: z.boolean().optional(),
  canonicalValues: z.array(z.string()).optional(),
  mutability: z.enum(['readOnly', 'readWrite', 'immutable', 'writeOnly']).optional(),
  returned: z.enum(['always', 'never', 'default', 'request']).optional(),
  uniqueness: z.enum(['none', 'server', 'global']).optional(),
  referenceTypes: z.array(z.string()).optional(),
  defaultValue: z.union([z.boolean(), z.string(), z.number()]).optional(),
}
// RFC 7643 §2.1.
const name = z.string().regex(/^[$]?[A-Za-z][A-Za-z0-9$_-]*$/, 'a name begins with a letter and goes on with letters, digits, $, - and _')
const simpleTypes = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference'] as const
// RFC 7643 §2.3.8: no complex attribute within another.
const subAttribute = z.strictObject({ name, type: z.enum(simpleTypes).optional(), ...characteristics })
const attribute = z.strictObject({
  name,
  type: z.enum([...simpleTypes, 'complex']).optional(),
  ...characteristics,
  subAttributes: z.array(subAttribute).optional(),
})
const schema = z.strictObject({
  id: z.string().regex(/^(?:urn|https?):\S+$/i, 'the id of a schema is a URI, such as urn:example:badge:1.0'),
  name: z.string(),
  description: z.string(),
  attributes: z.array(attribute).min(1),
})
const indexed = z.array(z.string()).optional()
const required = z.boolean().optional()
const resourceType = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, 'a resource type has a name of letters and digits, such as Device'),
  endpoint: z.string().regex(/^\/[A-Za-z][A-Za-z0-9]*$/, 'an endpoint is a slash and a name, such as /Devices'),
  description: z.string(),
  schema,
  extensions: z.array(z.strictObject({ schema, required: z.boolean() })).optional(),
  indexed,
  label: z.array(z.string()).optional(),
})
const customSchemas = z.strictObject({
  extensions: z.record(z.string(), z.array(z.strictObject({ schema, required, indexed }))).optional(),
  resourceTypes: z.array(resourceType).optional(),
})
