import { expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { limits, message, resourceTypes } from '../../patch/patch.fixture.ts'
import { parsePatchOp } from '../../patch/patch-op.ts'
import { operationRewriter } from '../apply.ts'
import { interop } from '../profiles.ts'

const refusalOf = (operation: JsonObject) => {
  const [parsed] = parsePatchOp(message([operation]), limits)
  if (parsed === undefined) throw new Error('There is one operation.')
  return () => operationRewriter(interop, resourceTypes.User, () => {})(parsed, {})
}

test('The interoperability profile refuses an operation without a path', () => {
  expect(refusalOf({ op: 'replace', value: { title: 'Analyst' } })).toThrow(
    expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }),
  )
})

test('The interoperability profile refuses to assign whole elements by a filter, and lets them be removed', () => {
  expect(refusalOf({ op: 'add', path: 'emails[type eq "work"]', value: { value: 'a' } })).toThrow(
    expect.objectContaining({ status: 400, scimType: 'invalidPath' }),
  )
  expect(refusalOf({ op: 'replace', path: 'emails[type eq "work"].value', value: 'a' })).not.toThrow()
  expect(refusalOf({ op: 'remove', path: 'emails[type eq "work"]' })).not.toThrow()
})
