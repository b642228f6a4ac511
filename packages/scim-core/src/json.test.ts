import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assertText, fractionalIntegers, isJsonArray, isJsonObject, parseJson } from './json.ts'
import { ScimError } from './scim-error.ts'

function refusal(text: string, limits?: Parameters<typeof parseJson>[1]): string {
  try {
    parseJson(text, limits)
  } catch (error) {
    if (error instanceof ScimError) return `${error.scimType}: ${error.detail}`
    throw error
  }
  return 'accepted'
}

describe('parseJson', () => {
  it('accepts exactly what JSON.parse accepts, and reads the same from it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const isRefused = /"(__proto__|constructor|prototype)"|(?<![.\d])\d{16,}(?![.\deE])/.test(text)
        fc.pre(!isRefused)
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('refuses as invalidSyntax whatever JSON.parse refuses', () => {
    const fragments = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"',
      '\\',
      '\\u00e9',
      'true',
      'fals',
      'null',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      '1.5',
      ' ',
      '\n',
      '\t',
      '\u0001',
      'é',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(refusal(text)).toMatch(/^invalidSyntax: /)
          return
        }
        const outcome = refusal(text)
        // Names that occur twice are JSON all the same.
        if (outcome === 'accepted') expect(parseJson(text)).toEqual(expected)
        else expect(outcome).toMatch(/occurs twice/)
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['', 'The JSON text is empty; send an object.'],
    [' \n', 'The JSON text is empty; send an object.'],
    ['{', 'The JSON text is incomplete: it ends.'],
    ['{"a":[1,2', 'The JSON text is incomplete: it ends in a[1].'],
    ['{"name":"Bab', 'The JSON text is incomplete: it ends in a string in name.'],
    ['{"a":1}}', 'The text is not valid JSON: the character at offset 7 is not expected there.'],
    ['{"emails":[{"value":tru}]}', 'The text is not valid JSON: the character at offset 20 is not expected there in emails[0].value.'],
    ["{'a':1}", 'The text is not valid JSON: the character at offset 1 is not expected there.'],
    ['{"a":01}', 'The text is not valid JSON: the character at offset 6 is not expected there in a.'],
    ['{"a":"\\x"}', 'The text is not valid JSON: the character at offset 6 is not expected there in a.'],
    ['{"a":"\\u12g4"}', 'The text is not valid JSON: the character at offset 6 is not expected there in a.'],
    ['{"a":"line\nbreak"}', 'The text is not valid JSON: the character at offset 10 is not expected there in a.'],
    ['[1,]', 'The text is not valid JSON: the character at offset 3 is not expected there in [0].'],
    ['{"a":NaN}', 'The text is not valid JSON: the character at offset 5 is not expected there in a.'],
  ])('tells where %j is no JSON', (text, detail) => {
    expect(refusal(text)).toBe(`invalidSyntax: ${detail}`)
  })

  it.each([
    ['{"userName":"a","userName":"b"}', 'userName'],
    ['{"x":{"a":1,"\\u0061":2}}', 'x.a'],
    ['{"emails":[{},{"value":1,"type":2,"value":3}]}', 'emails[1].type'],
    [`{${Array.from({ length: 100 }, (_, index) => `"k${index}":{"k":0}`).join(',')},"k7":1}`, 'k99'],
  ])('refuses a member name that occurs twice in one object (RFC 8259 §4): %s', (text, where) => {
    expect(refusal(text)).toMatch(/^invalidSyntax: The member ".*" occurs twice in one object/)
    expect(refusal(text)).toContain(` in ${where}`)
  })

  it('lets one name occur in many objects', () => {
    expect(parseJson('[{"a":{"a":1}},{"a":2}]')).toEqual([{ a: { a: 1 } }, { a: 2 }])
  })

  it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__', '\\u0063onstructor'])(
    'refuses the member name %s at any depth',
    (name) => {
      expect(refusal(`{"a":[{"${name}":{"isAdmin":true}}]}`)).toMatch(
        /^invalidSyntax: The member name "(__proto__|constructor|prototype)" is not accepted in a\[0\]/,
      )
    },
  )

  it.each([
    ['U+0000 as an escape', '{"a":"x\\u0000"}'],
    ['U+0000 in a name', '{"x\\u0000":1}'],
    ['raw U+0000', '{"a":"x\0"}'],
    ['a lone high surrogate as an escape', '{"a":"\\ud83dx"}'],
    ['a lone high surrogate before another escape', '{"a":"\\ud83d\\n"}'],
    ['a lone high surrogate before the end', '{"a":"\\ud83d"}'],
    ['a lone low surrogate as an escape', '{"a":"\\ude00"}'],
    ['two high surrogates', '{"a":"\\ud83d\\ud83d"}'],
    ['half a pair raw', '{"a":"\ud83d"}'],
    ['a pair, half of it raw', '{"a":"\\ud83d\ude00"}'],
  ])('refuses %s as invalidValue', (_, text) => {
    expect(refusal(text)).toMatch(/^invalidValue: /)
  })

  it('reads every other character, raw or as an escape', () => {
    expect(parseJson('"é\\u00E9 😀\\uD83D\\ude00 \\u0001 \\" \\\\ \\/ \\b\\f\\n\\r\\t"')).toBe('éé 😀😀 \u0001 " \\ / \b\f\n\r\t')
  })

  it.each(['9007199254740992', '-9007199254740992', '123456789012345678901234567890', '1e400', '-1e400', '1'.repeat(400)])(
    'refuses the number %s, which a double does not keep',
    (number) => {
      expect(refusal(`{"n":${number}}`)).toMatch(/^invalidSyntax: The number .{1,81} is too large to be kept exactly in n\.$/)
    },
  )

  it.each(['9007199254740991', '-9007199254740991', '0', '-0', '1.5', '1e300', '1E-400', '0.1'])('reads the number %s', (number) => {
    expect(parseJson(`[${number}]`)).toEqual([Number(number)])
  })

  it('reads 32 levels and refuses 33', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`
    expect(refusal(nested(32))).toBe('accepted')
    expect(refusal(`[${nested(32)}]`)).toMatch(/^invalidSyntax: The JSON text is nested deeper than 32 levels in /)
  })

  it('reads 1,000 members in an object and refuses 1,001', () => {
    const wide = (size: number) => `{${Array.from({ length: size }, (_, index) => `"k${index}":{}`).join(',')}}`
    expect(refusal(wide(1000))).toBe('accepted')
    expect(refusal(wide(1001))).toBe('invalidSyntax: The JSON text has an object with more than 1000 members in k999.')
  })

  it('counts names and values up to the limit of tokens', () => {
    expect(refusal('{"a":[1,2]}', { tokens: 5 })).toBe('accepted')
    expect(refusal('{"a":[1,2]}', { tokens: 4 })).toBe('invalidSyntax: The JSON text has more than 4 names and values in a[1].')
  })

  it('has room for a group of 100,000 members', () => {
    const member = '{"value":"0191d0a0-0000-7000-8000-000000000000","type":"User","display":"Babs Jensen"}'
    expect(refusal(`{"members":[${`${member},`.repeat(99_999)}${member}]}`)).toBe('accepted')
  })

  it.each([
    ['brackets', '['.repeat(10_000)],
    ['20 MB of brackets', '['.repeat(20_000_000)],
    ['20 MB of open objects', '{"a":'.repeat(4_000_000)],
    ['20 MB of backslashes', `"${'\\\\'.repeat(10_000_000)}`],
    ['20 MB of one string', `"${'a'.repeat(20_000_000)}`],
    ['20 MB of one number', '1'.repeat(20_000_000)],
    ['20 MB of commas', `[${',1'.repeat(10_000_000)}`],
    ['20 MB of elements', `[${'1,'.repeat(10_000_000)}`],
    ['20 MB of blanks', ' '.repeat(20_000_000)],
  ])('refuses %s without recursion and without building anything', (_, text) => {
    expect(refusal(text)).toMatch(/^invalidSyntax: .{1,220}$/)
  })

  it('never quotes more than 80 characters of a name', () => {
    expect(refusal(`{"${'x'.repeat(5000)}":tru}`).length).toBeLessThan(250)
    expect(refusal(`{"${'x'.repeat(5000)}":1,"${'x'.repeat(5000)}":1}`).length).toBeLessThan(350)
  })
})

describe('fractionalIntegers', () => {
  it('tells whole numbers written with a fraction or an exponent (RFC 7643 §2.3.4)', () => {
    const body = parseJson('{"a":1.0,"b":1e3,"c":1,"d":1.5,"e":{"f":[1,2.0],"g":[1]},"h":-0.0}')
    if (!isJsonObject(body)) throw new Error('not an object')
    expect(body).toEqual({ a: 1, b: 1000, c: 1, d: 1.5, e: { f: [1, 2], g: [1] }, h: -0 })
    expect(fractionalIntegers(body)).toEqual(new Set(['a', 'b', 'h']))
    const inner = body['e']
    if (!isJsonObject(inner) || !isJsonArray(inner['f']) || !isJsonArray(inner['g'])) throw new Error('not as sent')
    expect(fractionalIntegers(inner)).toBeUndefined()
    expect(fractionalIntegers(inner['f'])).toBeDefined()
    expect(fractionalIntegers(inner['g'])).toBeUndefined()
  })

  it('leaves no trace in keys, copies and output', () => {
    const body = parseJson('{"a":1.0}')
    if (!isJsonObject(body)) throw new Error('not an object')
    expect(JSON.stringify(body)).toBe('{"a":1}')
    expect(Reflect.ownKeys({ ...body })).toEqual(['a'])
  })

  it('stays cheap when a text is full of them', () => {
    expect(parseJson(`[${'1.0,'.repeat(100_000)}1]`)).toHaveLength(100_001)
  })
})

describe('assertText', () => {
  it.each(['', 'userName eq "é😀"', '\u0001'])('lets %j pass', (text) => {
    expect(() => assertText(text, 'the filter')).not.toThrow()
  })

  it('names the place of what it refuses', () => {
    expect(() => assertText('a\0b', 'the filter')).toThrow('U+0000 is not accepted in the filter.')
    expect(() => assertText('a\ud800b', 'the filter')).toThrow(
      'There is half a surrogate pair in the filter; text has to be well-formed Unicode.',
    )
  })
})
