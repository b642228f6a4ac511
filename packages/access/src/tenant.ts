/** An organisation. It never meets another: everything else that is kept belongs to exactly one. */
export interface Tenant {
  /** Chosen when it is made and never changed: part of ids and URLs. See `isTenantId`. */
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly created: number
  /** Since when nobody of it is let in, in milliseconds since 1970; undefined while it is active. */
  readonly suspended: number | undefined
  readonly settings: TenantSettings
}

/** What is decided for each tenant alone. `problemOfTenantSettings` tells the bounds. */
export interface TenantSettings {
  readonly rate: Rate
  /** Minutes that an OAuth access token is valid: 60 to 360. */
  readonly accessTokenMinutes: number
  /** Days that the request log is kept: 1 to 366. */
  readonly requestLogDays: number
  /** Whether request bodies in the log show personal values. */
  readonly logPersonalValues: boolean
  /** Per cent of the users, or of a group's members, that may be taken away within ten minutes: 1 to 100. undefined lets all through. */
  readonly deprovisionLimit: number | undefined
}

/** A token bucket: so many requests a second for ever, and so many at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** Entra asks for 25 requests a second, so nobody gets less. */
export const leastRate = 25

export const defaultTenantSettings: TenantSettings = {
  rate: { perSecond: 100, burst: 400 },
  accessTokenMinutes: 60,
  requestLogDays: 30,
  logPersonalValues: false,
  deprovisionLimit: undefined,
}

/** What is wrong with settings, as a sentence; undefined when nothing is. */
export function problemOfTenantSettings(settings: TenantSettings): string | undefined {
  const { accessTokenMinutes, requestLogDays, deprovisionLimit } = settings
  if (!isWithin(accessTokenMinutes, 60, 360)) return 'accessTokenMinutes must be a whole number from 60 to 360.'
  if (!isWithin(requestLogDays, 1, 366)) return 'requestLogDays must be a whole number from 1 to 366.'
  if (deprovisionLimit !== undefined && !isWithin(deprovisionLimit, 1, 100)) return 'deprovisionLimit must be a whole number from 1 to 100.'
  return problemOfRate(settings.rate)
}

/** What is wrong with a rate, as a sentence; undefined when nothing is. */
export function problemOfRate({ perSecond, burst }: Rate): string | undefined {
  if (!isWithin(perSecond, leastRate, 100_000)) return `rate.perSecond must be a whole number from ${leastRate} to 100000.`
  if (!isWithin(burst, perSecond, 1_000_000)) return 'rate.burst must be a whole number from rate.perSecond to 1000000.'
  return undefined
}

/** Whether it is a whole number from `least` to `most`. */
export function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
