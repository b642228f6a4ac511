import type { Attribute, AttributeType } from '../schema/attribute.ts'
import { type ComparableValue, comparableValue } from '../schema/comparable.ts'
import { commonAttributes } from '../schema/definitions/common.ts'
import { invalidFilter } from '../scim-error.ts'
import type { ResolvedOperator } from './filter.ts'
import type { Literal } from './lower.ts'

const equality: readonly ResolvedOperator[] = ['eq']
const ordering: readonly ResolvedOperator[] = ['eq', 'gt', 'ge', 'lt', 'le']
const text: readonly ResolvedOperator[] = ['eq', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']

/** RFC 7644 Table 3 and D-06: decided by the type alone, whatever the data. */
const kinds: Record<Exclude<AttributeType, 'complex'>, { readonly operators: readonly ResolvedOperator[]; readonly literal: string }> = {
  string: { operators: text, literal: 'a string in double quotes' },
  reference: { operators: text, literal: 'a URI in double quotes' },
  boolean: { operators: equality, literal: 'true or false' },
  binary: { operators: equality, literal: 'base64 text in double quotes' },
  integer: { operators: ordering, literal: 'a whole number' },
  decimal: { operators: ordering, literal: 'a number' },
  dateTime: { operators: ordering, literal: 'a date and time such as "2026-01-31T09:30:00Z"' },
}

const schemas = commonAttributes.attribute('schemas')

/**
 * The value that a comparison compares with, in comparable form.
 * @param path in the schema's spelling, for the error.
 * @throws ScimError invalidFilter when the attribute's type has no such operator or no such value.
 */
export function operand(attribute: Attribute, operator: ResolvedOperator, value: Literal, path: string): ComparableValue {
  if (attribute.type === 'complex') {
    // RFC 7644 §3.4.2.2, D-04.
    throw invalidFilter(
      `The filter compares ${path}, which is complex and has no value of its own; name one of its sub-attributes, or use pr.`,
    )
  }
  const { operators, literal } = kinds[attribute.type]
  if (!operators.includes(operator)) {
    throw invalidFilter(
      `The filter compares ${path} by '${operator}'; a ${attribute.type} has only ${[...operators, 'ne', 'pr'].join(', ')}.`,
    )
  }
  const comparable = comparableValue(attribute, value)
  if (comparable === undefined) throw invalidFilter(`The filter compares ${path} with a value of another type; it takes ${literal}.`)
  // URNs are compared in any case (RFC 8141 §3.1); the comparable has them in lower case.
  return attribute === schemas && typeof comparable === 'string' ? comparable.toLowerCase() : comparable
}

/** @throws ScimError invalidFilter for what is never returned, which a filter would give away bit by bit (D-38). */
export function refuseSecret({ returned, mutability }: Attribute, path: string): void {
  if (returned === 'never' || mutability === 'writeOnly') throw invalidFilter(`The filter uses ${path}, which cannot be asked for.`)
}
