/** Writes docs/tolerances.md. Run by `npm run clients`. */
import { writeFileSync } from 'node:fs'
import { tolerancesDocument } from '../src/profiles/tolerances.fixture.ts'

writeFileSync(new URL('../../../docs/tolerances.md', import.meta.url), tolerancesDocument())
