/**
 * The database cannot do it now: busy, full, gone, read-only. Nothing of the unit was written, so it may be sent again; only where the
 * connection was lost during the commit it may have been written as a whole. HTTP answers it with 503 and `Retry-After`.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
  readonly retryAfterSeconds: number

  /** @param message for the operator's log; it is not shown to clients */
  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
