import { expect, it } from 'vitest'
import { readPath } from './body-path.ts'

const body = {
  id: '1',
  emails: [
    { type: 'work', value: 'a', primary: true },
    { type: 'home', value: 'b' },
  ],
  'urn:x:2.0:User': { department: 'Tours', manager: { value: '7' } },
  'name.givenName': 'dotted',
  nothing: null,
}

it.each([
  ['id', '1'],
  ['emails[1].value', 'b'],
  ['emails[?type=home].value', 'b'],
  ['emails[?primary=true].value', 'a'],
  ['["urn:x:2.0:User"].manager.value', '7'],
  ['["name.givenName"]', 'dotted'],
  ['nothing', null],
  ['name.givenName', undefined],
  ['emails[7].value', undefined],
  ['emails[?type=other].value', undefined],
  ['id.value', undefined],
  ['constructor', undefined],
] as const)('%s leads to %j', (path, expected) => {
  expect(readPath(body, path)).toEqual(expected)
})

it('A path that cannot be read is an error of the one who wrote it', () => {
  expect(() => readPath(body, 'emails[')).toThrow('no body path')
})
