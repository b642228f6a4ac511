/** Writes docs/clients.md. Run by `npm run clients`. */
import { writeFileSync } from 'node:fs'
import { clientsDocument, clientsFile, recordings, replayed } from '../src/clients.fixture.ts'

const { compat, strict } = await replayed(await recordings())
writeFileSync(clientsFile, clientsDocument(compat, strict))
const failed = compat.results.filter(({ status }) => status === 'failed')
for (const { scenario, failure } of failed) process.stderr.write(`${scenario}: ${JSON.stringify(failure)}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
