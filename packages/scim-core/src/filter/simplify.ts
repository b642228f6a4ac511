/** A tree of `and`, `or` and `not` over leaves: what `Filter` and `ElementFilter` have in common. */
export type Tree<L> = L | Conjunction<L> | Disjunction<L> | Negation<L>
interface Conjunction<L> {
  readonly kind: 'and'
  readonly filters: readonly Tree<L>[]
}
interface Disjunction<L> {
  readonly kind: 'or'
  readonly filters: readonly Tree<L>[]
}
interface Negation<L> {
  readonly kind: 'not'
  readonly filter: Tree<L>
}
interface Kind {
  readonly kind: string
}

/** True of everything, and false of everything: `and` and `or` of nothing. */
export const always = { kind: 'and', filters: [] } as const
export const never = { kind: 'or', filters: [] } as const

// The connectives take constants out and do no more. Nothing is distributed or copied: no result is larger or deeper than what went in.

export function and<L extends Kind>(filters: readonly Tree<L>[]): Tree<L> {
  if (filters.includes(never)) return never
  return join('and', filters, always)
}

export function or<L extends Kind>(filters: readonly Tree<L>[]): Tree<L> {
  if (filters.includes(always)) return always
  return join('or', filters, never)
}

export function not<L extends Kind>(filter: Tree<L>): Tree<L> {
  if (filter === always) return never
  if (filter === never) return always
  return isNegation(filter) ? filter.filter : { kind: 'not', filter }
}

function join<L extends Kind>(kind: 'and' | 'or', filters: readonly Tree<L>[], neutral: typeof always | typeof never): Tree<L> {
  const rest = filters.filter((filter) => filter !== neutral)
  const [first] = rest
  if (first === undefined) return neutral
  return rest.length === 1 ? first : { kind, filters: rest }
}

function isNegation<L extends Kind>(filter: Tree<L>): filter is Negation<L> {
  return filter.kind === 'not'
}
