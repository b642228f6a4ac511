import { createMemoryAccessStorage } from '@rollcall/access'
import { describeAccessStorage } from './describe-access-storage.ts'

describeAccessStorage('memory', createMemoryAccessStorage)
