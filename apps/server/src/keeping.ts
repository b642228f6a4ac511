import { type AccessStorage, createRedaction, createRequestRecorder, sealJournal } from '@rollcall/access'
import type { ResourceTypes, Storage } from '@rollcall/scim-core'
import type { RecordedRequest } from '@rollcall/scim-hono'
import { ports } from './ports.ts'

export interface KeepingOptions {
  readonly accessStorage: AccessStorage
  readonly storage: Storage
  readonly resourceTypes: ResourceTypes
  readonly newId: () => string
  readonly onFailure: (error: unknown) => void
}

/** What is done beside requests: their log is written, and the journal sealed. */
export interface Keeping {
  record(request: RecordedRequest): void
  /** Ends it, once what there is has been written. */
  stop(): Promise<void>
}

/** Every second, so that nobody waits for it and little is lost with the process. Old requests are removed every hour. */
export function startKeeping({ accessStorage, storage, resourceTypes, newId, onFailure }: KeepingOptions): Keeping {
  const recorder = createRequestRecorder({ storage: accessStorage, redact: createRedaction(resourceTypes), now: ports.now, newId })
  const changed = new Set<string>()
  let work: Promise<void> = sealAll().catch(onFailure)
  let isIdle = true

  const tick = setInterval(() => {
    // One at a time: on a slow database the next waits for the one before.
    if (!isIdle) return
    isIdle = false
    work = work.then(writeAndSeal).finally(() => {
      isIdle = true
    })
  }, 1_000)
  const hour = setInterval(() => void recorder.prune().catch(onFailure), 3_600_000)
  for (const timer of [tick, hour]) timer.unref()

  return {
    record(request) {
      recorder.record(request)
      if (request.method !== 'GET' && request.status < 300) changed.add(request.tenantId)
    },
    async stop() {
      clearInterval(tick)
      clearInterval(hour)
      await work
      await writeAndSeal()
    },
  }

  async function writeAndSeal(): Promise<void> {
    const tenants = [...changed]
    changed.clear()
    await recorder.flush().catch(onFailure)
    for (const id of tenants) await seal(id).catch(onFailure)
  }

  /** What was committed and not sealed before the last process ended. */
  async function sealAll(): Promise<void> {
    let after: string | undefined
    do {
      const tenants = await accessStorage.tenants(after, 100)
      for (const { id } of tenants) await seal(id)
      after = tenants.at(-1)?.id
    } while (after !== undefined)
  }

  async function seal(tenantId: string): Promise<void> {
    await sealJournal({ tenantId, journal: storage.forTenant(tenantId), seals: accessStorage.forTenant(tenantId), digest: ports.digest })
  }
}
