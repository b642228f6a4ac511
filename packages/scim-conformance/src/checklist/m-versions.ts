import type { Answer } from '../answer.ts'
import type { Client } from '../client.ts'
import type { Requirement } from '../requirement.ts'
import { USER } from '../urns.ts'

async function versioned(
  c: Client,
): Promise<{ user: Answer; path: string; tag: string; replace: (headers: Record<string, string>, title?: string) => Promise<Answer> }> {
  c.need(await c.discovery.supports('etag'), 'etag.supported')
  const user = await c.createUser()
  const path = `/Users/${user.id}`
  const replace = (headers: Record<string, string>, title = c.unique('title')) =>
    c.put(path, { schemas: [USER], userName: user.text('userName'), title }, { headers })
  return { user, path, tag: user.text('meta.version'), replace }
}

/** M. Versions and conditional requests. */
export const versions: readonly Requirement[] = [
  {
    id: 'PROT-3.14-01',
    level: 'MAY',
    ref: 'RFC 7644 §3.14; RFC 7643 §5',
    title: 'ETags are sent when they are announced',
    async run(c) {
      const { path } = await versioned(c)
      ;(await c.read(path)).hasHeader('etag')
    },
  },
  {
    id: 'PROT-3.14-02',
    level: 'MUST',
    ref: 'RFC 7644 §3.14',
    title: 'Every answer about one resource has its ETag, equal to meta.version',
    async run(c) {
      const { user, path, replace } = await versioned(c)
      user.hasHeader('etag', user.text('meta.version'))
      const patch = await c.patch(path, [{ op: 'replace', path: 'title', value: 'X' }])
      for (const answer of [await c.read(path), await replace({}), patch.is(200, 204)]) {
        answer.hasHeader('etag')
        if (answer.status !== 204) answer.hasHeader('etag', answer.text('meta.version'))
      }
    },
  },
  {
    id: 'PROT-3.14-03',
    level: 'MUST',
    ref: 'RFC 7643 §3.1; RFC 9110 §8.8.1',
    title: 'A tag that stands for many forms of a resource is weak',
    async run(c) {
      const { path, tag } = await versioned(c)
      const whole = await c.read(path)
      const part = await c.read(path, { attributes: 'userName' })
      const isWeak = /^W\/"[^"]*"$/.test(tag)
      whole.that(isWeak || whole.header('etag') !== part.header('etag'), 'a weak tag W/"…", since two forms share it', tag)
    },
  },
  {
    id: 'PROT-3.14-04',
    level: 'REC',
    ref: 'RFC 9110 §8.8.3; D-57',
    title: 'A tag changes with every change, with nothing else, and never comes back',
    async run(c) {
      const { path, tag, replace } = await versioned(c)
      const tags = [tag]
      for (const title of ['A', 'B', 'A']) tags.push((await replace({}, title)).is(200).text('meta.version'))
      const read = await c.read(path)
      read.that(new Set(tags).size === 4, 'four different versions', tags)
      ;(await replace({}, 'A')).is(200).has('meta.version', tags[3] ?? '')
      ;(await c.read(path)).has('meta.version', tags[3] ?? '')
      read.that(/^(W\/)?"[\x21\x23-\x7e]*"$/.test(tag), 'an entity tag of RFC 9110', tag)
    },
  },
  {
    id: 'PROT-3.14-05',
    level: 'MUST',
    ref: 'RFC 7644 §3.14; RFC 9110 §13.1.2',
    title: 'If-None-Match with the current tag, in a list, without W/, or as *, is answered with 304',
    async run(c) {
      const { path, tag } = await versioned(c)
      for (const header of [tag, tag.replace('W/', ''), `"other", ${tag}`, '*']) {
        const answer = (await c.get(path, {}, { headers: { 'if-none-match': header } })).is(304).hasHeader('etag', tag)
        answer.that(answer.response.body === '', 'no body')
      }
      ;(await c.get(path, { attributes: 'userName' }, { headers: { 'if-none-match': tag } })).is(304)
      ;(await c.get(path, {}, { headers: { 'if-none-match': 'W/"other"' } })).is(200)
      ;(await c.patch(path, [{ op: 'replace', path: 'title', value: 'X' }])).is(200, 204)
      ;(await c.get(path, {}, { headers: { 'if-none-match': tag } })).is(200)
    },
  },
  {
    id: 'PROT-3.14-06',
    level: 'MUST',
    ref: 'RFC 7644 §3.14; D-23',
    title: 'If-Match lets a write through for the latest version only; any other is 412',
    async run(c) {
      const { path, tag, replace } = await versioned(c)
      const next = (await replace({ 'if-match': tag }, 'one')).is(200).text('meta.version')
      ;(await replace({ 'if-match': tag }, 'two')).error(412)
      const operations = [{ op: 'replace', path: 'title', value: 'three' }]
      ;(await c.patch(path, operations, { headers: { 'if-match': tag } })).error(412)
      ;(await c.read(path)).has('title', 'one').has('meta.version', next)
      ;(await c.patch(path, operations, { headers: { 'if-match': next } })).is(200, 204)
      ;(await c.read(path)).has('title', 'three')
    },
  },
  {
    id: 'PROT-3.14-07',
    level: 'REC',
    ref: 'RFC 9110 §13.1.1, §8.8.3.2; D-24',
    title: 'If-Match compares what is between the quotes, with and without W/',
    async run(c) {
      const { tag, replace } = await versioned(c)
      const next = (await replace({ 'if-match': tag })).is(200).text('meta.version')
      ;(await replace({ 'if-match': next.replace('W/', '') })).is(200)
    },
  },
  {
    id: 'PROT-3.14-08',
    level: 'MUST',
    ref: 'RFC 9110 §13.2.1',
    title: 'If-Match: * lets a write through for what exists; for what does not the answer is 404',
    async run(c) {
      const { replace } = await versioned(c)
      ;(await replace({ 'if-match': '*' })).is(200)
      const unknown = `/Users/${crypto.randomUUID()}`
      ;(await c.put(unknown, { schemas: [USER], userName: c.unique() }, { headers: { 'if-match': '*' } })).error(404)
      ;(await c.delete(unknown, { headers: { 'if-match': '*' } })).error(404)
    },
  },
  {
    id: 'PROT-3.14-09',
    level: 'MUST',
    ref: 'RFC 9110 §13.2.2',
    title: 'If-None-Match that matches stops a write with 412; preconditions come after 404 and authentication',
    async run(c) {
      const { path, tag, replace } = await versioned(c)
      ;(await replace({ 'if-none-match': '*' })).error(412)
      ;(await replace({ 'if-none-match': tag })).error(412)
      ;(await c.read(path)).has('meta.version', tag)
      ;(await replace({ 'if-match': 'W/"stale"', 'if-none-match': 'W/"other"' })).error(412)
      ;(await c.put(path, { schemas: [USER] }, { token: 'wrong', headers: { 'if-match': 'W/"stale"' } })).error(401)
    },
  },
  {
    id: 'PROT-3.14-10',
    level: 'REC',
    ref: 'RFC 9110 §13.1.1',
    title: 'Of many writes at once with the same If-Match exactly one goes through',
    async run(c) {
      const { user, path, tag, replace } = await versioned(c)
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => replace({ 'if-match': tag }, `race ${index}`)))
      const won = answers.filter((each) => each.status === 200)
      for (const each of answers) if (each.status !== 200) each.error(412)
      user.that(won.length === 1, 'one 200 among 50 answers', won.length)
      ;(await c.read(path)).has('title', won[0]?.text('title') ?? '')
    },
  },
  {
    id: 'PROT-3.14-11',
    level: 'REC',
    ref: 'RFC 6585 §3',
    title: 'A server that insists on If-Match says so with 428',
    async run(c) {
      const { tag, replace } = await versioned(c)
      const answer = await replace({})
      c.need(answer.status !== 200, 'a server set to insist on If-Match')
      answer.error(428)
      ;(await replace({ 'if-match': tag })).is(200)
    },
  },
  {
    id: 'PROT-3.14-12',
    level: 'REC',
    ref: 'RFC 9110 §13.1.1',
    title: 'If-Match takes a list; one that cannot be read stops the write',
    async run(c) {
      const { path, tag, replace } = await versioned(c)
      for (const header of ['abc', 'W/"', 'W/abc', '"a', ',']) (await replace({ 'if-match': header })).error([412, 400])
      ;(await c.read(path)).has('meta.version', tag)
      ;(await replace({ 'if-match': `"other", ${tag}` })).is(200)
    },
  },
  {
    id: 'PROT-3.14-13',
    level: 'REC',
    ref: 'RFC 7644 §3.14',
    title: 'Clients that know nothing of ETags can write',
    async run(c) {
      const user = await c.createUser()
      const path = `/Users/${user.id}`
      ;(await c.put(path, { schemas: [USER], userName: user.text('userName'), title: 'X' })).is(200)
      ;(await c.patch(path, [{ op: 'replace', path: 'title', value: 'Y' }])).is(200, 204)
      ;(await c.delete(path)).is(204)
    },
  },
]
