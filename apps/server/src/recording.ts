import { mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, recorded } from '@rollcall/scim-hono/recorder'
import { ConfigurationError } from './configuration.ts'
import type { Log } from './log.ts'

/** In bytes. Some ten thousand requests; a client that needs more to show its habits is not known. */
const fileLimit = 16 * 1_048_576

/**
 * Answers as `answer` does, and writes what was said into one new file of the folder: a transcript with one scenario, complete after every
 * request, readable by its owner alone.
 * @throws ConfigurationError when the file cannot be made.
 */
export function recordedInto(folder: string, answer: Answer, scimPath: string, log: Log, limit = fileLimit): Answer {
  const name = `recording-${new Date().toISOString().replace(/[:.]/g, '-')}`
  const path = join(folder, `${name}.json`)
  const file = openNew(folder, path)
  const about = {
    client: 'unknown',
    scenario: name,
    title: 'As recorded',
    source: ['captured traffic, with values replaced'],
    class: 'lenient',
    vars: { run: '{{$rand}}' },
  }
  let separator = ''
  let end = writeSync(file, `[${JSON.stringify(about).slice(0, -1)},"steps":[`, 0)
  const tail = ']}]\n'
  writeSync(file, tail, end)
  log.warning(
    `RECORDING all SCIM traffic to ${path}. Tokens are left out and values are replaced; unset RECORD as soon as you have what you need.`,
  )
  return recorded(answer, {
    basePath: basePathOf(scimPath),
    write: (step) => {
      const text = `${separator}\n${JSON.stringify(step)}`
      if (end + Buffer.byteLength(text) + tail.length > limit) throw new Error(`${path} has reached ${limit} bytes`)
      // The next step overwrites the tail, so that the file is whole whenever the server stops.
      const at = end
      end += writeSync(file, text, at)
      writeSync(file, tail, end)
      separator = ','
    },
    onEnd: (reason) => log.warning(`The recording has ended: ${reason instanceof Error ? reason.message : String(reason)}.`),
  })
}

function openNew(folder: string, path: string): number {
  try {
    mkdirSync(folder, { recursive: true })
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    throw new ConfigurationError(`RECORD ${folder} cannot be written to: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** The base with and without its version, and that of a tenant. */
function basePathOf(scimPath: string): RegExp {
  const [unversioned = ''] = scimPath.replace(/[.]/g, '\\.').split(/\/v2$/)
  return new RegExp(`^(?:/t/[^/]+/scim/v2|${unversioned}(?:/v2)?)(?=/|$)`)
}
