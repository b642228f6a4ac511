import type { JsonValue } from '../json.ts'
import { examples as noPatchSchemas } from './authentik/no-patch-schemas.fixture.ts'
import { examples as nullPath } from './authentik/null-path.fixture.ts'
import { examples as unquotedLiteral } from './authentik/unquoted-literal.fixture.ts'
import { examples as bareExtensionAttributes } from './entra/bare-extension-attributes.fixture.ts'
import { examples as createOnAbsent } from './entra/create-on-absent.fixture.ts'
import { examples as dottedKeys } from './entra/dotted-keys.fixture.ts'
import { examples as manager } from './entra/manager.fixture.ts'
import { examples as noOperations } from './entra/no-operations.fixture.ts'
import { examples as operationCase } from './entra/operation-case.fixture.ts'
import { examples as removeValueList } from './entra/remove-value-list.fixture.ts'
import { examples as urnDotPath } from './entra/urn-dot-path.fixture.ts'
import { examples as urnKeys } from './entra/urn-keys.fixture.ts'
import { examples as wrappedStrings } from './entra/wrapped-strings.fixture.ts'
import type { Example, Examples } from './examples.fixture.ts'
import { examples as scalarInArray } from './keycloak/scalar-in-array.fixture.ts'
import { examples as twoPrimaries } from './ping/two-primaries.fixture.ts'
import { compat, profiles } from './profiles.ts'
import { examples as emptyClears } from './rewrites/empty-clears.fixture.ts'
import { examples as listSubPath } from './rewrites/list-sub-path.fixture.ts'
import { examples as missingSchemas } from './rewrites/missing-schemas.fixture.ts'
import { examples as objectForArray } from './rewrites/object-for-array.fixture.ts'
import { examples as readOnlyKeys } from './rewrites/read-only-keys.fixture.ts'
import { examples as removeNested } from './rewrites/remove-nested.fixture.ts'
import { examples as stringBoolean } from './rewrites/string-boolean.fixture.ts'
import { examples as stringBooleanFilter } from './rewrites/string-boolean-filter.fixture.ts'
import { examples as stringForComplex } from './rewrites/string-for-complex.fixture.ts'
import { examples as stringNumber } from './rewrites/string-number.fixture.ts'
import { examples as unknownAttributes } from './rewrites/unknown-attributes.fixture.ts'
import { examples as unknownSchemas } from './rewrites/unknown-schemas.fixture.ts'

export const documented: readonly Examples[] = [
  noPatchSchemas,
  nullPath,
  unquotedLiteral,
  bareExtensionAttributes,
  createOnAbsent,
  dottedKeys,
  manager,
  noOperations,
  operationCase,
  removeValueList,
  urnDotPath,
  urnKeys,
  wrappedStrings,
  scalarInArray,
  twoPrimaries,
  emptyClears,
  listSubPath,
  missingSchemas,
  objectForArray,
  readOnlyKeys,
  removeNested,
  stringBooleanFilter,
  stringBoolean,
  stringForComplex,
  stringNumber,
  unknownAttributes,
  unknownSchemas,
]

/** Examples of where a rewrite stops are meant as they were sent. */
export function isTolerance(example: Example): boolean {
  return 'message' in example || JSON.stringify(sentOf(example)) !== JSON.stringify(example.meant)
}

/** docs/tolerances.md: every tolerance in the order in which they are used, by its own reason and examples. */
export function tolerancesDocument(): string {
  const inOrder = compat.rewrites.flatMap(({ id }) => documented.filter(({ rewrite }) => rewrite.id === id))
  return `${[introduction, ...inOrder.map(section)].join('\n\n')}\n`
}

const introduction = `# Tolerances

Written from the rewrites themselves by \`npm run clients\`; a test compares. Each tolerance reads what some clients send as what they mean, and
changes nothing that is answered. The log names those that a request needed. \`strict\` has none of them and refuses what is outside the RFC
with a 400 that says where. They are used in this order.`

function section({ rewrite, examples }: Examples): string {
  const names = profiles.filter(({ rewrites }) => rewrites.includes(rewrite)).map(({ name }) => name)
  const shown = examples.map((example) => {
    const meant = isTolerance(example) ? `\nmeant  ${example.meant.length === 0 ? 'nothing' : short(example.meant)}` : '\nmeant  as sent'
    return `${example.because}:\n\n\`\`\`text\nsent   ${short(sentOf(example))}${meant}\n\`\`\``
  })
  return [`## ${rewrite.id}`, rewrite.because, `Profiles: ${names.join(', ')}.`, ...shown].join('\n\n')
}

function sentOf(example: Example): JsonValue {
  if ('body' in example) return example.body
  if ('filter' in example) return example.filter
  return 'message' in example ? example.message : [...example.operations]
}

/** Filters as they are; of a PATCH its only operation without the list around it. */
function short(value: Example['meant'] | JsonValue): string {
  if (typeof value === 'string') return value
  return JSON.stringify(Array.isArray(value) && value.length === 1 ? value[0] : value)
}
