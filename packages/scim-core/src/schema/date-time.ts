// Years of more digits than these are not in the range of a Date.
const pattern =
  /^(-?(?:[1-9][0-9]{4,5}|[0-9]{4}))-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})?$/

/**
 * Reads an xsd:dateTime (RFC 7643 §2.3.5): date and time, a fraction of any length, 24:00:00 for the end of a day, an offset up
 * to 14 hours. Without an offset it is taken for UTC.
 * @returns milliseconds since 1970 with their fraction, or undefined when the text is no dateTime.
 */
export function parseDateTime(text: string): number | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, yearText = '', monthText, dayText, hourText, minuteText, secondText, fraction = '', zone = 'Z'] = match
  const [year, month, day] = [Number(yearText), Number(monthText), Number(dayText)]
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)]
  if (yearText === '-0000' || month < 1 || month > 12 || day < 1 || day > daysOf(month, year)) return undefined
  const isEndOfDay = hour === 24 && minute === 0 && second === 0 && /^0*$/.test(fraction)
  if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 59) return undefined
  const offset = offsetMinutes(zone)
  if (offset === undefined) return undefined
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so the year is set by itself.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const time = date.setUTCHours(hour, minute - offset, second, Number(fraction.slice(0, 3).padEnd(3, '0')))
  return Number.isNaN(time) ? undefined : time + Number(`0.${fraction.slice(3) || '0'}`)
}

function daysOf(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))]
  if (minutes > 59 || hours > 14 || (hours === 14 && minutes !== 0)) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
