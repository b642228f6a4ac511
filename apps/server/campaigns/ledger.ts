/** What one request does, one effect after the other. Users are known by the `externalId` their writer gave them. */
export type Effect =
  | { readonly kind: 'create' | 'change'; readonly user: string; readonly content: UserContent }
  | { readonly kind: 'join' | 'leave'; readonly user: string; readonly group: string }
  /** A PUT of a group that no other writer touches. */
  | { readonly kind: 'members'; readonly group: string; readonly users: readonly string[] }
  | { readonly kind: 'delete'; readonly user: string }

/** What a writer writes into a user; the marker is another one with every write. */
export interface UserContent {
  readonly userName: string
  readonly marker: string
}

/** The client's own record of one request. */
export interface Recorded {
  readonly requestId: string
  readonly effects: readonly Effect[]
  /** Whether the server said that it was done. Without an answer, or with 503, it may or may not have been. */
  acknowledged: boolean
}

/** What one writer's users and groups have to be like, by what was acknowledged. Nobody else writes them. */
export interface Holding {
  readonly users: ReadonlyMap<string, HeldUser>
  /** The ids of the users that are gone. */
  readonly deleted: readonly string[]
}

export interface HeldUser {
  /** undefined where the creation was not acknowledged: then it is known only to the server. */
  readonly id: string | undefined
  readonly content: UserContent
  readonly groups: ReadonlySet<string>
}

/** Everything the clients know. */
export interface Ledger {
  readonly writers: WriterLedger[]
  /** Groups are made before the campaign and stay. */
  readonly groups: { readonly id: string; readonly requestId: string }[]
}

export interface WriterLedger {
  readonly name: string
  readonly ownGroup: string
  holding: Holding
  readonly settled: { readonly requestId: string; readonly entries: number }[]
  /** Requests since the last settlement, in order. Only the last may be unacknowledged: then the writer stopped. */
  pending: Recorded[]
  /** Ids that answers told, by the user they are of. */
  readonly ids: Map<string, string>
}

/** The holding after an effect, and how many entries the journal has for it. */
export function after(holding: Holding, effect: Effect, ids: ReadonlyMap<string, string>): { holding: Holding; entries: number } {
  const users = new Map(holding.users)
  const held = (key: string): HeldUser => {
    const found = users.get(key)
    if (found === undefined) throw new Error(`${key} is not held: the plan of its writer is wrong.`)
    return found
  }
  switch (effect.kind) {
    case 'create':
      users.set(effect.user, { id: ids.get(effect.user), content: effect.content, groups: new Set() })
      return { holding: { ...holding, users }, entries: 1 }
    case 'change':
      users.set(effect.user, { ...held(effect.user), content: effect.content })
      return { holding: { ...holding, users }, entries: 1 }
    case 'join':
    case 'leave': {
      const groups = new Set(held(effect.user).groups)
      if (effect.kind === 'join') groups.add(effect.group)
      else groups.delete(effect.group)
      users.set(effect.user, { ...held(effect.user), groups })
      return { holding: { ...holding, users }, entries: 1 }
    }
    case 'members': {
      let differs = false
      for (const [key, each] of users) {
        const isIn = effect.users.includes(key)
        if (isIn === each.groups.has(effect.group)) continue
        differs = true
        const groups = new Set(each.groups)
        if (isIn) groups.add(effect.group)
        else groups.delete(effect.group)
        users.set(key, { ...each, groups })
      }
      return { holding: { ...holding, users }, entries: differs ? 1 : 0 }
    }
    case 'delete': {
      const { id, groups } = held(effect.user)
      users.delete(effect.user)
      return { holding: { users, deleted: id === undefined ? holding.deleted : [...holding.deleted, id] }, entries: 1 + groups.size }
    }
  }
}

/** The holdings after none, one, two … of the effects, and how many journal entries each stands for. */
export function prefixes(holding: Holding, effects: readonly Effect[], ids: ReadonlyMap<string, string>) {
  const all = [{ holding, entries: 0 }]
  for (const effect of effects) {
    const last = all.at(-1) ?? { holding, entries: 0 }
    const next = after(last.holding, effect, ids)
    all.push({ holding: next.holding, entries: last.entries + next.entries })
  }
  return all
}
