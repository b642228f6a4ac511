import { workspaceTests } from '../../vitest.shared.ts'

// One file after the other: a journal shows what was written before the oldest transaction of the whole server that has not ended.
export default workspaceTests({ globalSetup: 'src/postgres-setup.fixture.ts', fileParallelism: false })
