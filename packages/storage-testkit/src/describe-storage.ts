import { afterAll, beforeAll, describe, expect } from 'vitest'
import { agreementCases } from './cases/agreement.ts'
import { concurrencyCases } from './cases/concurrency.ts'
import { createCases } from './cases/create.ts'
import { deleteCases } from './cases/delete.ts'
import { journalCases } from './cases/journal.ts'
import { membershipCases } from './cases/memberships.ts'
import { queryCases } from './cases/query.ts'
import { tenantCases } from './cases/tenants.ts'
import { updateCases } from './cases/update.ts'
import { updateMembersCases } from './cases/update-members.ts'
import type { OpenStorage, Subject } from './open-storage.ts'

export interface DescribeStorageOptions {
  /** How many random populations are compared with memory storage. Default 200. */
  readonly runs?: number
}

/**
 * What any storage must do, as vitest cases. Call it in a test file with a function that opens the storage; it is opened once, and each
 * case has a tenant of its own.
 */
export function describeStorage(name: string, open: () => Promise<OpenStorage>, { runs = 200 }: DescribeStorageOptions = {}): void {
  describe(name, () => {
    let opened: OpenStorage | undefined
    let tenants = 0

    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => {
      await opened?.close()
    })

    const newSubject = (): Subject => {
      if (opened === undefined) throw new Error('The storage is not open.')
      const { storage } = opened
      const inspect = opened.inspect?.bind(opened)
      tenants += 1
      const tenantId = `tenant-${tenants}`
      return {
        storage,
        tenantId,
        store: storage.forTenant(tenantId),
        async expectRows(expected) {
          if (inspect !== undefined) expect(await inspect(tenantId)).toMatchObject({ orphans: 0, ...expected })
        },
      }
    }

    describe('create', () => createCases(newSubject))
    describe('update of content', () => updateCases(newSubject))
    describe('update of members', () => updateMembersCases(newSubject))
    describe('delete', () => deleteCases(newSubject))
    describe('memberships', () => membershipCases(newSubject))
    describe('query', () => queryCases(newSubject))
    describe('journal', () => journalCases(newSubject))
    describe('tenants', () => tenantCases(newSubject))
    describe('at the same time', () => concurrencyCases(newSubject))
    describe('as memory storage does it', () => agreementCases(newSubject, runs))
  })
}
