declare namespace Cloudflare {
  /** What vitest.config.ts gives to tests inside workerd. */
  interface Env {
    readonly DB: D1Database
    readonly MIGRATIONS: import('cloudflare:test').D1Migration[]
  }
}
