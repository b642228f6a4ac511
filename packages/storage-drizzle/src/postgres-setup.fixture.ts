import process from 'node:process'
import { startPostgres } from '@rollcall/tools/postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database whose user may create others; undefined where there is no PostgreSQL. */
    readonly postgres: string | undefined
  }
}

/** One PostgreSQL for a run of tests: the one that SCIM_TEST_PG_URL names, or one of its own. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['SCIM_TEST_PG_URL']
  const server = given === undefined ? await startPostgres() : undefined
  const url = given ?? server?.url('postgres')
  project.provide('postgres', url)
  if (url === undefined) console.warn('PostgreSQL is not tested: npm has none for this machine, and SCIM_TEST_PG_URL is not set.')
  return server?.stop
}
