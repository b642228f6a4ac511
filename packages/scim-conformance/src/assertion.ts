/** A requirement is not met. The message says what was sent, what was expected and what came. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** A requirement cannot be shown on this server. The message says what it would need, e.g. `a token of a second tenant`. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable'
}
