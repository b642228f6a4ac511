import { describe, expect, test } from 'vitest'
import { parsePath } from '../filter/parse.ts'
import type { JsonValue } from '../json.ts'
import { enterprise, limits, message } from './patch.fixture.ts'
import { parsePatchOp, patchOpSchema } from './patch-op.ts'

const parse = (body: JsonValue) => parsePatchOp(body, limits)
const replaceTitle = { op: 'replace', path: 'title', value: 'Analyst' }

describe('A PatchOp message (RFC 7644 §3.5.2)', () => {
  test('becomes operations with their paths parsed', () => {
    expect(
      parse(message([replaceTitle, { op: 'remove', path: 'emails[type eq "work"].value' }, { op: 'add', value: { title: null } }])),
    ).toEqual([
      { op: 'replace', path: expect.objectContaining({ text: 'title', filter: undefined, subAttribute: undefined }), value: 'Analyst' },
      {
        op: 'remove',
        path: expect.objectContaining({ filter: expect.objectContaining({ kind: 'compare' }), subAttribute: 'value' }),
        value: undefined,
      },
      { op: 'add', path: undefined, value: { title: null } },
    ])
  })

  test('has names in any case, and members that nobody knows are ignored', () => {
    const operations = parse({
      SCHEMAS: [patchOpSchema.toUpperCase()],
      operations: [{ OP: 'add', Path: 'title', vALUE: 'x', comment: 7 }],
      note: 1,
    })
    expect(operations).toMatchObject([{ op: 'add', path: { text: 'title' }, value: 'x' }])
  })

  test('has paths without brackets that read as the grammar reads them', () => {
    for (const path of ['title', 'name.givenName', 'members.$ref', enterprise, `${enterprise}:manager.value`]) {
      expect(parse(message([{ op: 'remove', path }]))).toMatchObject([{ path: parsePath(path, limits) }])
    }
  })

  test.each<[string, JsonValue, string]>([
    ['is no object', [], 'invalidSyntax'],
    ['has no schemas', { Operations: [replaceTitle] }, 'invalidSyntax'],
    ['has other schemas', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], Operations: [replaceTitle] }, 'invalidSyntax'],
    ['has no Operations', { schemas: [patchOpSchema] }, 'invalidSyntax'],
    ['has an empty list of Operations', message([]), 'invalidSyntax'],
    ['has one operation without a list', { schemas: [patchOpSchema], Operations: replaceTitle }, 'invalidSyntax'],
    ['has Operations twice', { schemas: [patchOpSchema], Operations: [replaceTitle], operations: [replaceTitle] }, 'invalidSyntax'],
    ['has an operation that is no object', message(['add']), 'invalidSyntax'],
    ['has an operation without op', message([{ path: 'title', value: 'x' }]), 'invalidSyntax'],
    ['has an op that is no string', message([{ op: 1, path: 'title', value: 'x' }]), 'invalidSyntax'],
    ['has an op that does not exist', message([{ op: 'move', path: 'title', value: 'x' }]), 'invalidSyntax'],
    ['has an op in another case', message([{ op: 'Add', path: 'title', value: 'x' }]), 'invalidSyntax'],
    ['has an op twice', message([{ op: 'add', Op: 'remove', path: 'title', value: 'x' }]), 'invalidSyntax'],
    ['has a path that is no string', message([{ op: 'add', path: null, value: 'x' }]), 'invalidSyntax'],
    ['has an empty path', message([{ op: 'add', path: '', value: 'x' }]), 'invalidPath'],
    ['has a path with a slash', message([{ op: 'add', path: '/name/givenName', value: 'x' }]), 'invalidPath'],
    ['has a path with an index', message([{ op: 'add', path: 'emails[0]', value: 'x' }]), 'invalidPath'],
    ['has a path with a broken filter', message([{ op: 'remove', path: 'emails[type eq]' }]), 'invalidFilter'],
    ['has an add without value', message([{ op: 'add', path: 'title' }]), 'invalidValue'],
    ['has a replace without value', message([{ op: 'replace', path: 'title' }]), 'invalidValue'],
  ])('that %s is refused', (_, body, scimType) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ status: 400, scimType }))
  })

  test('that is wrong names the operation, counted from 0', () => {
    expect(() => parse(message([replaceTitle, replaceTitle, { op: 'add', path: 'name.', value: 'x' }]))).toThrow(/^Operations\[2\]: /)
    expect(() => parse(message([replaceTitle, { op: 'add', path: 'title' }]))).toThrow(/^Operations\[1\]: add needs a value/)
  })
})

describe('The limits of a PATCH', () => {
  test('let through as many operations as they say, and no more', () => {
    const operations = (count: number) => message(Array.from({ length: count }, () => replaceTitle))
    expect(parsePatchOp(operations(3), { ...limits, patchOperations: 3 })).toHaveLength(3)
    expect(() => parsePatchOp(operations(4), { ...limits, patchOperations: 3 })).toThrow(expect.objectContaining({ scimType: 'tooMany' }))
  })

  test('count the values of all operations together, with a path and without', () => {
    const operations = (count: number) =>
      message([
        { op: 'add', path: 'members', value: [{ value: '1' }, { value: '2' }] },
        { op: 'add', value: { members: Array.from({ length: count - 2 }, (_, index) => ({ value: `m${index}` })) } },
      ])
    expect(parsePatchOp(operations(5), { ...limits, memberValues: 5 })).toHaveLength(2)
    expect(() => parsePatchOp(operations(6), { ...limits, memberValues: 5 })).toThrow(expect.objectContaining({ scimType: 'tooMany' }))
  })

  test('hold for the filter in a path', () => {
    const path = `emails[${Array.from({ length: 51 }, () => 'type pr').join(' or ')}]`
    expect(() => parse(message([{ op: 'remove', path }]))).toThrow(expect.objectContaining({ scimType: 'invalidFilter' }))
  })
})
