/** `npm run bench:data`: a database of realistic people and groups, made fast, to start the server on. */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { seedFile } from './seed-database.ts'

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    users: { type: 'string', default: '10000' },
    groups: { type: 'string', default: '100' },
    largest: { type: 'string', default: '1000' },
    database: { type: 'string', default: './data/bench.db' },
  },
})
const { database: path } = options
const size = { users: Number(options.users), groups: Number(options.groups), largest: Number(options.largest) }
if (options.help) {
  console.log('npm run bench:data -- [--users 10000] [--groups 100] [--largest 1000] [--database ./data/bench.db]')
} else if (existsSync(path)) {
  console.error(`bench: ${path} is there already. Remove it, or name another file with --database.`)
  process.exitCode = 1
} else if (!Object.values(size).every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error('bench: --users, --groups and --largest must be whole numbers.')
  process.exitCode = 1
} else {
  const began = performance.now()
  await seedFile({ path, ...size })
  console.log(`${path} is filled in ${Math.round((performance.now() - began) / 1000)} s. DATABASE_URL=sqlite:${path} npm start serves it.`)
}
