/**
 * `npm run bench`: this server and others, interleaved in one run over HTTP on 127.0.0.1, so that the ratios between them carry over to
 * other machines although the figures do not. `--help` lists what there is.
 */
import { parseArgs } from 'node:util'
import { againstFloor } from './against-floor.ts'
import { againstPeer } from './against-peer.ts'
import { overScale } from './over-scale.ts'

const help = `npm run bench              against a bare Hono + better-sqlite3 program that does the same SQL
npm run bench -- --peers   against scimmy on Express with its users in memory
npm run bench -- --scale   10 thousand, 100 thousand and 1 million users against each other

  --json                   the result as JSON
  --rounds 3  --seconds 1.5  --connections 32
  --users 10000            (with --peers 100000)
  --members 100000         of the larger group
  --sizes 10000,100000,1000000
  --data FOLDER            keeps the databases of --scale and --peers for the next run`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    scale: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1.5' },
    connections: { type: 'string', default: '32' },
    users: { type: 'string' },
    members: { type: 'string', default: '100000' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    data: { type: 'string' },
  },
})
const { json, data } = values
const members = Number(values.members)
const settings = { json, rounds: Number(values.rounds), seconds: Number(values.seconds), connections: Number(values.connections) }
if (values.help) console.log(help)
else if (values.scale) console.log(await overScale({ ...settings, data, members, sizes: values.sizes.split(',').map(Number) }))
else if (values.peers) console.log(await againstPeer({ ...settings, data, users: Number(values.users ?? 100_000) }))
else console.log(await againstFloor({ ...settings, members, users: Number(values.users ?? 10_000) }))
