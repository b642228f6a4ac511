import type { VersionCondition } from './service-provider.ts'

/** The weak ETag of a version (RFC 7644 §3.14): weak, because one version has many projections. */
export const etagOf = (version: number): string => `W/"${version}"`

/** The version an ETag stands for, `W/"3"` or `"3"` (D-24); undefined for a tag that is none of ours. */
export function versionOf(etag: string): number | undefined {
  const digits = /^(?:W\/)?"(\d{1,15})"$/.exec(etag)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Whether a condition names the version. D-24: opaque tags are compared, weak or not. */
export function names(condition: VersionCondition, version: number): boolean {
  if (condition === undefined) return false
  return condition === 'any' || condition.includes(version)
}
