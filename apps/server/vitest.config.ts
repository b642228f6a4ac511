import { workspaceTests } from '../../vitest.shared.ts'

export default workspaceTests({ include: ['src/**/*.test.ts', 'campaigns/**/*.test.ts'] })
