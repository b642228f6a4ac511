import process from 'node:process'
import { Hono } from 'hono'
import { mountInHono } from './hono.ts'
import { openScim } from './scim.ts'

const { PORT = '8080', DATABASE = './scim.db', TOKEN = '' } = process.env
const { router } = await openScim({ baseUrl: `http://127.0.0.1:${PORT}/scim/v2`, database: DATABASE, token: TOKEN })

/** What Bun and `deno serve` listen with. */
export default { hostname: '127.0.0.1', port: Number(PORT), fetch: mountInHono(new Hono(), router).fetch }
