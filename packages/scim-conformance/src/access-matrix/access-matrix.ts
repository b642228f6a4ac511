import type { Send } from '../http/wire.ts'
import { isJsonArray, isJsonObject, parseJson, show } from '../json.ts'
import { type Endpoint, endpoints, type MatrixOperation, type MatrixRequest, named, type Outcome, operations } from './operations.ts'

// OWASP API1 and API5: every operation, with every kind of id, by every kind of credential.

const ids = ['own', 'foreign', 'unknown', 'malformed'] as const
const credentials = ['own', 'foreign', 'read-only', 'revoked', 'expired', 'none'] as const
export type MatrixCredential = (typeof credentials)[number]

/** One question of the matrix. Ids and credentials are named as the first tenant sees them: what is `foreign` is the other one's. */
export interface AccessCell {
  readonly title: string
  readonly operation: MatrixOperation
  readonly endpoint: Endpoint
  readonly id: (typeof ids)[number]
  readonly credential: MatrixCredential
}

export const accessCells: readonly AccessCell[] = endpoints.flatMap((endpoint) =>
  operations.flatMap((operation) =>
    ids.flatMap((id) =>
      credentials.map((credential) => ({
        title: `${operation.name} at ${endpoint}, ${id} id, ${credential} credential`,
        operation,
        endpoint,
        id,
        credential,
      })),
    ),
  ),
)

export interface AccessMatrixTarget {
  /** The URL of the SCIM base, without a slash at the end. */
  readonly base: string
  readonly send: Send
  /**
   * The credentials: `own`, `read-only`, `revoked` and `expired` of one tenant, `foreign` of another. `own` and `foreign` may write users
   * and groups. None may be limited to fewer requests than the matrix makes.
   */
  readonly tokens: Readonly<Record<Exclude<MatrixCredential, 'none'>, string>>
}

interface Answer extends Outcome {
  readonly text: string
}

/** Ids of resources: one of each tenant, and a group of each. */
interface Scene {
  readonly own: string
  readonly foreign: string
  readonly groups: { readonly own: string; readonly foreign: string }
  /** How the resources answered before anything was tried, by path. */
  readonly before: ReadonlyMap<string, string>
}

export interface AccessMatrix {
  /** Tries one cell and says what was wrong, sentence by sentence. No sentence: all as it should be. */
  try(cell: AccessCell): Promise<readonly string[]>
  /** Looks once more, at the end, at everything that no cell may have changed. */
  changes(): Promise<readonly string[]>
}

/** What must change nothing is tried on resources that the cells of an endpoint share. The one that a cell aims at is looked at after it. */
export function createAccessMatrix({ base, send, tokens }: AccessMatrixTarget): AccessMatrix {
  const scenes = new Map<Endpoint, Scene>()
  const foreignTexts = new Map<string, string>()
  let names = 0

  return {
    async try({ operation, endpoint, id, credential }) {
      const actor = credential === 'foreign' ? 'foreign' : 'own'
      const isThere = id === actor
      const changes = operation.writes && isThere && (credential === 'own' || credential === 'foreign')
      const scene = changes ? await newScene(endpoint) : (scenes.get(endpoint) ?? (await newScene(endpoint)))
      if (!changes) scenes.set(endpoint, scene)
      const target = { own: scene.own, foreign: scene.foreign, unknown: '0192f0c1-2d3e-7000-8000-0000000000ff', malformed: "x' or 1=1 --" }[
        id
      ]
      const subject = { endpoint, id: target, group: scene.groups[actor], name: `n${names++}` }
      const answer = await ask(credential, operation.request(subject))

      const wrong: string[] = []
      const right = rightOutcomes(operation, credential, isThere)
      if (!right.some((each) => agrees(answer, each)))
        wrong.push(`Expected ${show(right)}, but the answer was ${answer.status}: ${answer.text.slice(0, 200)}`)
      // A foreign id answers with the same bytes as an unknown one.
      if ((credential === 'own' || credential === 'foreign') && !isThere && id !== 'malformed') {
        const text = answer.text.replaceAll(target, '{id}')
        const key = `${operation.name} ${endpoint} ${credential}`
        const other = foreignTexts.get(key) ?? text
        if (other !== text) wrong.push(`A foreign and an unknown id answer differently: ${show(other)} and ${show(text)}`)
        foreignTexts.set(key, text)
      }
      // Where the caller may change what it aims at, the other tenant's is looked at instead.
      const watched = changes ? (actor === 'own' ? 'foreign' : 'own') : id
      if (watched === 'own' || watched === 'foreign') wrong.push(...(await changesOf(scene, endpoint, watched)))
      if (wrong.length > 0) scenes.delete(endpoint)
      return wrong
    },
    async changes() {
      const wrong: string[] = []
      for (const [endpoint, scene] of scenes) {
        for (const tenant of ['own', 'foreign'] as const) wrong.push(...(await changesOf(scene, endpoint, tenant)))
      }
      return wrong
    },
  }

  async function changesOf(scene: Scene, endpoint: Endpoint, tenant: 'own' | 'foreign'): Promise<readonly string[]> {
    const wrong: string[] = []
    for (const path of pathsOf(scene, endpoint, tenant)) {
      if ((await ask(tenant, { method: 'GET', path })).text !== scene.before.get(path))
        wrong.push(`${path} of the ${tenant} tenant changed.`)
    }
    return wrong
  }

  async function newScene(endpoint: Endpoint): Promise<Scene> {
    const [own, foreign] = [await create('own', endpoint), await create('foreign', endpoint)]
    const groups = { own: await create('own', '/Groups'), foreign: await create('foreign', '/Groups') }
    const scene = { own, foreign, groups }
    const before = new Map<string, string>()
    for (const tenant of ['own', 'foreign'] as const) {
      for (const path of pathsOf(scene, endpoint, tenant)) before.set(path, (await ask(tenant, { method: 'GET', path })).text)
    }
    return { ...scene, before }
  }

  /** @throws Error when the tenant's own token cannot make it. */
  async function create(tenant: 'own' | 'foreign', endpoint: Endpoint): Promise<string> {
    const { status, text } = await ask(tenant, { method: 'POST', path: endpoint, body: named(endpoint, `n${names++}`) })
    const created = parseJson(text)
    const id = isJsonObject(created) ? created['id'] : undefined
    if (status !== 201 || typeof id !== 'string') throw new Error(`The ${tenant} token cannot create at ${endpoint}: ${status} ${text}`)
    return id
  }

  async function ask(credential: MatrixCredential, { method, path, body }: MatrixRequest): Promise<Answer> {
    const answer = await send({
      method,
      url: `${base}${path}`,
      headers: {
        ...(credential === 'none' ? {} : { authorization: `Bearer ${tokens[credential]}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, text: answer.body, ...contentOf(answer.body) }
  }
}

function pathsOf({ own, foreign, groups }: Omit<Scene, 'before'>, endpoint: Endpoint, tenant: 'own' | 'foreign'): readonly string[] {
  return [`${endpoint}/${tenant === 'own' ? own : foreign}`, `/Groups/${groups[tenant]}`]
}

/** RFC 7644 §3.12, RFC 6750 §3.1: who is not known gets 401, or 429 after many failures; who may only read gets 403 for a write. */
function rightOutcomes({ writes, right }: MatrixOperation, credential: MatrixCredential, isThere: boolean): readonly Outcome[] {
  switch (credential) {
    case 'none':
      return [{ status: 401 }]
    case 'revoked':
    case 'expired':
      return [{ status: 401 }, { status: 429 }]
    case 'read-only':
      if (writes) return [right.notThere.inner === undefined ? { status: 403 } : { status: 200, inner: 403 }]
      return [isThere ? right.there : right.notThere]
    case 'own':
    case 'foreign':
      return [isThere ? right.there : right.notThere]
  }
}

function agrees(answer: Outcome, { status, inner, found }: Outcome): boolean {
  return answer.status === status && (inner === undefined || answer.inner === inner) && (found === undefined || answer.found === found)
}

function contentOf(text: string): Omit<Outcome, 'status'> {
  const content = parseJson(text)
  if (!isJsonObject(content)) return {}
  const { Operations: results, totalResults } = content
  const first = isJsonArray(results) ? results[0] : undefined
  return {
    ...(isJsonObject(first) ? { inner: Number(first['status']) } : {}),
    ...(typeof totalResults === 'number' ? { found: totalResults } : {}),
  }
}
