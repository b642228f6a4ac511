import { describe, expect, it } from 'vitest'
import { fill, fillJson, UnknownPlaceholder } from './placeholders.ts'

const variables = new Map([
  ['user', 'Ada B@x'],
  ['pass', 's'],
  ['i', '2'],
  ['imp2', 'second'],
])

describe('fill', () => {
  it.each([
    ['/Users/{{user}}', '/Users/Ada B@x'],
    ['{{upper:user}} {{lower:user}}', 'ADA B@X ada b@x'],
    ['Basic {{b64:user:pass}}', `Basic ${Buffer.from('Ada B@x:s').toString('base64')}`],
    ['{{imp{{i}}}}/{{user}}', 'second/Ada B@x'],
    ['no placeholder { }', 'no placeholder { }'],
  ])('reads %s as %s', (text, expected) => {
    expect(fill(text, variables)).toBe(expected)
  })

  it('encodes what it puts in, and nothing else', () => {
    expect(fill('filter=userName+eq+%22{{user}}%22&x={{imp{{i}}}}', variables, encodeURIComponent)).toBe(
      'filter=userName+eq+%22Ada%20B%40x%22&x=second',
    )
  })

  it('makes new values each time', () => {
    expect(fill('{{$uuid}}', variables)).toMatch(/^[0-9a-f-]{36}$/)
    expect(fill('{{$rand}}', variables)).not.toBe(fill('{{$rand}}', variables))
  })

  it('does not pass over a name that nothing has filled', () => {
    expect(() => fill('{{userId}}', variables)).toThrow(UnknownPlaceholder)
    expect(() => fill('{{upper:nobody}}', variables)).toThrow(UnknownPlaceholder)
  })

  it('fills every text of a JSON value', () => {
    expect(fillJson({ a: ['{{user}}', 1, null], b: { c: '{{i}}' } }, variables)).toEqual({ a: ['Ada B@x', 1, null], b: { c: '2' } })
  })
})
