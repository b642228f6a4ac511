import { adminPath, scopesOf, tokenPath } from '@rollcall/access'
import { createAdminRouter } from '@rollcall/admin'
import { completeResourceTypes } from '@rollcall/scim-core'
import { readConfiguration } from '../configuration.ts'
import { readResourceTypes } from '../custom-schemas.ts'
import { openDatabase } from '../database.ts'
import { originOf } from '../origin.ts'
import { ports } from '../ports.ts'
import { CommandError, type Terminal } from './terminal.ts'

/** The admin API: of a running server, or of the database itself. */
export interface AdminClient {
  /** The answer as JSON, or undefined where there is none. @throws CommandError with what the API says. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>
  /** The answer as it is. */
  download(path: string): Promise<Response>
  close(): Promise<void>
}

/** @param url of a server, whose ADMIN_TOKEN is in the environment; undefined opens the database of DATABASE_URL. */
export async function openAdmin(terminal: Terminal, url: string | undefined): Promise<AdminClient> {
  const { send, close } = url === undefined ? await local(terminal) : remote(terminal, url)
  const request = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const answer = await send(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new CommandError(await reasonOf(answer))
    return answer
  }
  return {
    async ask(method, path, body) {
      const text = await (await request(method, path, body)).text()
      try {
        return text === '' ? undefined : JSON.parse(text)
      } catch {
        throw new CommandError('The answer is no JSON. Is it Rollcall that is asked?')
      }
    },
    download: (path) => request('GET', path),
    close,
  }
}

async function local({ environment }: Terminal) {
  const { databaseUrl, baseUrl, host, port, schemas } = readConfiguration(environment)
  const definitions = await readResourceTypes(schemas)
  const database = await openDatabase(databaseUrl)
  const router = createAdminRouter({
    accessStorage: database.accessStorage,
    storage: database.storage,
    ports,
    resourceTypes: completeResourceTypes(definitions),
    scopes: scopesOf(definitions.map(({ endpoint }) => endpoint)),
    tokenEndpoint: `${baseUrl ?? originOf(host, port)}${tokenPath}`,
    // Whoever can open the database needs no token.
    isOperator: () => true,
    onFailure: (error) => {
      throw error
    },
  })
  const headers = { Authorization: 'Bearer operator' }
  return { send: async (path: string, init: RequestInit) => router.request(path, { ...init, headers }), close: database.close }
}

function remote({ environment }: Terminal, url: string) {
  const token = environment['ADMIN_TOKEN']
  if (token === undefined || token === '') throw new CommandError('Set ADMIN_TOKEN to the admin token of the server that --url names.')
  if (!/^[!-~]+$/.test(token))
    throw new CommandError('ADMIN_TOKEN has a character that no token has, such as a space or the end of a line.')
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new CommandError('--url must be a server, e.g. https://id.example.com.')
  const base = `${url.replace(/\/$/, '')}${adminPath}`
  const headers = { Authorization: `Bearer ${token}` }
  const send = async (path: string, init: RequestInit) => {
    try {
      return await fetch(`${base}${path}`, { ...init, headers })
    } catch {
      throw new CommandError(`${url} does not answer. Is the server running there?`)
    }
  }
  return { send, close: async () => {} }
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text()
  if (answer.status === 404 && !text.includes('"detail"')) return 'The server has no admin API: start it with ADMIN_TOKEN.'
  try {
    return String(JSON.parse(text).detail)
  } catch {
    return `The server answers ${answer.status}.`
  }
}
