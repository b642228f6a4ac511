import { Lexer } from 'chevrotain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { grammar, ScimGrammar } from './grammar.ts'
import { OpenString, tokenize, tokens } from './tokens.ts'

test('The tokens and the grammar are sound by the checks of Chevrotain, which the start of a server leaves out', () => {
  expect(new Lexer(tokens, { positionTracking: 'onlyOffset', ensureOptimizations: true }).lexerDefinitionErrors).toEqual([])
  expect(() => new ScimGrammar({ skipValidations: false })).not.toThrow()
})

test('Every token is used by a rule, but the space and the string that is not closed', () => {
  const rules = JSON.stringify(grammar().getSerializedGastProductions())
  const unused = tokens.filter(({ name }) => !rules.includes(`"type":"Terminal","name":"${name}"`)).map(({ name }) => name)
  expect(unused).toEqual(['Space', OpenString.name])
})

test('Every character is a token or a space', () => {
  const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))
  expect(characters.filter((character) => tokenize(character)[0]?.image !== character)).toEqual([' '])
})

test('Every text is its tokens and spaces between them', () => {
  const characters = fc.constantFrom(...' "\\()[].,:$-09aeorAN\té🙂')
  fc.assert(
    fc.property(fc.string({ unit: characters }), (text) => {
      let at = 0
      for (const { startOffset, image } of tokenize(text)) {
        expect(text.slice(at, startOffset)).toMatch(/^ *$/)
        at = startOffset + image.length
      }
      expect(text.slice(at)).toMatch(/^ *$/)
    }),
    { numRuns: 1000 },
  )
})

describe('RFC 7644 §3.4.2.2, Figure 1: each production alone', () => {
  test.each([
    ['attrExp', 'userName pr'],
    ['attrExp', 'userName eq "x"'],
    ['valuePath', 'emails[type eq "work"]'],
    ['valFilter', 'type eq "work"'],
    ['compValue', '-1.5e3'],
    ['compareOp', 'GE'],
    ['attrPath', 'urn:ietf:params:scim:schemas:core:2.0:User:name.familyName'],
    ['subAttr', '.value'],
    ['FILTER', 'a pr or b pr'],
    ['logExp', 'a pr and b pr'],
    ['PATH', 'emails[type eq "work"].value'],
  ] as const)('%s reads %s', (rule, text) => {
    const parser = grammar()
    parser.input = tokenize(text)
    expect(parser[rule]()).toBeDefined()
    expect(parser.errors).toEqual([])
  })
})
