import { workspaceTests } from '../../vitest.shared.ts'

/**
 * `npm run test:differential`: 21,000 random queries and 2,100 random histories of writes on SQLite and on PostgreSQL, each of which has to
 * answer as memory storage does.
 */
export default workspaceTests({
  globalSetup: 'src/postgres-setup.fixture.ts',
  include: ['src/drivers/better-sqlite3.test.ts', 'src/drivers/node-postgres.test.ts'],
  testNamePattern: 'as memory storage does it',
  env: { DIFFERENTIAL_RUNS: '2100' },
  testTimeout: 1_800_000,
})
