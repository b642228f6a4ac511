import { createMemoryStorage } from '@rollcall/scim-core/storage'
import { describeStorage } from './describe-storage.ts'

describeStorage('memory storage', async () => ({ storage: createMemoryStorage(), close: async () => {} }), { runs: 20 })
