/**
 * SCIM 2.0 itself (RFC 7643, RFC 7644, RFC 9865): pure, on any runtime. Each room is also a subpath export of its own.
 * @module
 */

export * from './filter/index.ts'
export type { JsonArray, JsonLimits, JsonObject, JsonValue } from './json.ts'
export { assertText, defaultJsonLimits, fractionalIntegers, isJsonArray, isJsonObject, membersByLowerCaseName, parseJson } from './json.ts'
export * from './patch/index.ts'
export * from './profiles/index.ts'
export * from './schema/index.ts'
export * from './scim-error.ts'
export * from './service-provider/index.ts'
export * from './storage/index.ts'
