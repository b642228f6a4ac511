import { isJsonArray, isJsonObject, parseJson } from '../json.ts'
import {
  answering,
  asking,
  instead,
  member,
  noContent,
  patching,
  querying,
  refusal,
  type Spoiler,
  saying,
  showing,
  writing,
} from './spoiling.ts'

/** Changes the filter in the query. */
const filtering = (change: (filter: string) => string) =>
  querying((query) => {
    const filter = query.get('filter')
    if (filter !== null) query.set('filter', change(filter))
  })

/** Refuses filters that look like this. */
const refusingFilters = (pattern: RegExp) =>
  instead(({ url }) => pattern.test(new URL(url).searchParams.get('filter') ?? ''), refusal(400, 'invalidFilter'))

/** Servers that read filters, paths and JSON in a way of their own, and those that answer by the wrong status. */
export const wrongReadings: readonly Spoiler[] = [
  {
    fault: 'looks at brackets element by element and not together',
    spoil: filtering((filter) => filter.replace(/(\w+)\[(\w+) eq ("[^"]*") and (\w+) eq ("[^"]*")\]/, '$1.$2 eq $3 and $1.$4 eq $5')),
    noticedBy: ['PROT-3.4.2.2-09'],
  },
  { fault: 'knows no brackets', spoil: refusingFilters(/\[/), noticedBy: ['PROT-3.4.2.2-08', 'PROT-3.4.2.2-09', 'PROT-3.4.2.2-29'] },
  { fault: 'knows no null', spoil: refusingFilters(/\bnull\b/), noticedBy: ['PROT-3.4.2.2-26'] },
  { fault: 'knows no URNs in filters', spoil: refusingFilters(/^id eq \S+ and \(urn:/i), noticedBy: ['PROT-3.4.2.2-20'] },
  { fault: 'knows operators in lower case only', spoil: refusingFilters(/ (Eq|EQ|Sw|PR|Pr|AND|Or) ?/), noticedBy: ['PROT-3.4.2.2-03'] },
  { fault: 'knows no not', spoil: refusingFilters(/\bnot ?\(/i), noticedBy: ['PROT-3.4.2.2-07', 'PROT-3.4.2.2-06', 'PROT-3.4.2.2-02'] },
  {
    fault: 'does not mind the offset of a dateTime',
    spoil: filtering((filter) => filter.replaceAll('+01:00"', 'Z"')),
    noticedBy: ['PROT-3.4.2.2-11', 'PROT-3.4.2.2-14'],
  },
  {
    fault: 'reads co as eq',
    spoil: filtering((filter) => filter.replace(' co ', ' eq ')),
    noticedBy: ['PROT-3.4.2.2-12', 'PROT-3.4.2.2-02', 'PROT-3.4.2.2-10'],
  },
  { fault: 'reads sw as co', spoil: filtering((filter) => filter.replace(/(title) sw /, '$1 co ')), noticedBy: ['PROT-3.4.2.2-12'] },
  {
    fault: 'reads gt as ge',
    spoil: filtering((filter) => filter.replace(/ gt /, ' ge ')),
    noticedBy: ['PROT-3.4.2.2-14', 'PROT-3.4.2.2-02'],
  },
  {
    fault: 'finds everything present',
    spoil: filtering((filter) => filter.replace(/\b(title|name|emails)(\.\w+)? pr\b/, 'id pr')),
    noticedBy: ['PROT-3.4.2.2-13'],
  },
  {
    fault: 'takes and for or',
    spoil: filtering((filter) => filter.replace(/\) and \(| and title/, (found) => found.replace('and', 'or'))),
    noticedBy: ['PROT-3.4.2.2-02'],
  },
  {
    fault: 'refuses parameters that it does not know',
    spoil: instead(({ url }) => /[?&]foo=/.test(url), refusal(400)),
    noticedBy: ['PROT-3.4.2-03'],
  },
  {
    fault: 'applies the operations of a PATCH from the last to the first',
    spoil: asking((request) => {
      const message = request.method === 'PATCH' ? parseJson(String(request.body)) : undefined
      if (!isJsonObject(message) || !isJsonArray(message['Operations'])) return request
      return { ...request, body: JSON.stringify({ ...message, Operations: message['Operations'].toReversed() }) }
    }),
    noticedBy: ['PROT-3.5.2-08'],
  },
  {
    fault: 'passes over operations without a path',
    spoil: patching((operation) =>
      operation['path'] === undefined && isJsonObject(operation['value']) ? [{ op: 'remove', path: 'timezone' }] : [operation],
    ),
    noticedBy: ['PROT-3.5.2-04', 'PROT-3.5.2.3-01', 'PROT-3.5.2.1-02'],
  },
  {
    fault: 'knows paths in one case only',
    spoil: instead(({ body }) => /"path":"(Members|NAME|URN)/.test(String(body)), refusal(400, 'invalidPath')),
    noticedBy: ['PROT-3.5.2-06', 'CORE-2.1-01'],
  },
  {
    fault: 'does nothing on remove',
    spoil: patching((operation) => [
      operation['op'] === 'remove' && operation['path'] !== undefined ? { op: 'remove', path: 'timezone' } : operation,
    ]),
    noticedBy: ['PROT-3.5.2.2-02', 'PROT-3.5.2.2-03', 'PROT-3.5.2.2-04', 'PROT-3.5.2.2-05', 'PROT-3.5.2.2-10'],
  },
  {
    fault: 'adds on replace',
    spoil: patching((operation) => [
      operation['op'] === 'replace' && isJsonArray(operation['value']) ? { ...operation, op: 'add' } : operation,
    ]),
    noticedBy: ['PROT-3.5.2.3-02'],
  },
  {
    fault: 'says 204 to changes of what is readOnly',
    spoil: answering((answer) => (answer.body.includes('"mutability"') && answer.status === 400 ? noContent : answer)),
    noticedBy: ['PROT-3.5.2-10', 'PROT-3.5.2-11', 'CORE-7-11', 'PROT-3.5.2.2-06', 'CORE-4.2-02'],
  },
  {
    fault: 'reads JSON as JavaScript does: the last of two members, 1.0 as 1',
    spoil: asking((request) => {
      const value = typeof request.body === 'string' ? parseJson(request.body) : undefined
      return value === undefined ? request : { ...request, body: JSON.stringify(value) }
    }),
    noticedBy: ['CORE-2.1-03', 'CORE-2.3.4-01'],
  },
  {
    fault: 'creates with 200',
    spoil: answering((answer) => (answer.status === 201 ? { ...answer, status: 200 } : answer)),
    noticedBy: ['PROT-3.3-01', 'PROT-3.3-07'],
  },
  {
    fault: 'creates without saying what',
    spoil: answering((answer) => (answer.status === 201 ? { ...answer, body: '' } : answer)),
    noticedBy: ['PROT-3.3-02', 'PROT-3.3-03'],
  },
  {
    fault: 'replaces with 204',
    spoil: answering((answer, { method }) => (method === 'PUT' && answer.status === 200 ? noContent : answer)),
    noticedBy: ['PROT-3.5.1-08', 'PROT-3.5-01'],
  },
  {
    fault: 'answers an unknown id with an empty 200',
    spoil: answering((answer, { method }) => (method === 'GET' && answer.status === 404 ? { ...answer, status: 200, body: '{}' } : answer)),
    noticedBy: ['PROT-3.4.1-01', 'PROT-3.6-02'],
  },
  {
    fault: 'sends a body with 204',
    spoil: answering((answer) => (answer.status === 204 ? { ...answer, body: '{}' } : answer)),
    noticedBy: ['PROT-3.6-01', 'PROT-3.8-09'],
  },
  { fault: 'knows no HEAD', spoil: instead(({ method }) => method === 'HEAD', refusal(405)), noticedBy: ['PROT-3.8-09'] },
  {
    fault: 'hides inactive users',
    spoil: saying(
      member('Resources', (all) => (isJsonArray(all) ? all.filter((each) => !isJsonObject(each) || each['active'] !== false) : all)),
    ),
    noticedBy: ['CORE-4.1.1-05'],
  },
  {
    fault: 'cuts long texts',
    spoil: writing((text) => text.replaceAll(/("title":"(?:[^"\\]|\\.){100})(?:[^"\\]|\\.)*/gu, '$1')),
    noticedBy: ['PROT-5-05'],
  },
  {
    fault: 'breaks on what it does not expect',
    spoil: answering((answer) => (answer.body.includes('"invalidSyntax"') ? refusal(500) : answer)),
    noticedBy: ['PROT-3.12-14', 'PROT-3.5.2-02', 'PROT-3.3-09'],
  },
  {
    fault: 'shows where it broke',
    spoil: saying(member('detail', (detail) => `${detail} at read (/app/src/read.js:12:34)`)),
    noticedBy: ['PROT-3.12-09'],
  },
  { fault: 'says that /Me makes no sense', spoil: instead(({ url }) => url.endsWith('/Me'), refusal(405)), noticedBy: ['PROT-3.11-01'] },
  {
    fault: 'does not say which limit of Bulk was passed',
    spoil: answering((answer) => (answer.status === 413 ? refusal(413) : answer)),
    noticedBy: ['PROT-3.7.4-01'],
  },
  {
    fault: 'lets startIndex stand beside a cursor',
    spoil: querying((query) => {
      if (query.has('cursor')) query.delete('startIndex')
    }),
    noticedBy: ['CURS-2-10'],
  },
  {
    fault: 'counts on pages by cursor',
    spoil: saying((body) => (body['nextCursor'] === undefined ? undefined : { ...body, startIndex: 1 })),
    noticedBy: ['CURS-2-09'],
  },
  {
    fault: 'does not know its total on pages by cursor',
    spoil: saying((body) => (body['nextCursor'] === undefined ? undefined : { ...body, totalResults: 0 })),
    noticedBy: ['CURS-2-08'],
  },
  {
    fault: 'has no scimType for cursors',
    spoil: writing((text) => text.replace('"invalidCursor"', '"invalidValue"')),
    noticedBy: ['CURS-2.1-01', 'CURS-5.2-04'],
  },
  {
    fault: 'tells what is wrong with a cursor',
    spoil: (send) => async (request) => {
      const answer = await send(request)
      return answer.body.includes('"invalidCursor"')
        ? { ...answer, body: answer.body.replace('"detail":"', `"detail":"${request.url.length} `) }
        : answer
    },
    noticedBy: ['CURS-5.2-05'],
  },
  {
    fault: 'writes the sizes of pages as texts',
    spoil: saying(member('pagination', (paging) => (isJsonObject(paging) ? { ...paging, defaultPageSize: '100' } : paging))),
    noticedBy: ['CURS-4-01'],
  },
  {
    fault: 'announces another page size than it has',
    spoil: saying(
      member('pagination', (paging) =>
        isJsonObject(paging) ? { ...paging, defaultPageSize: Number(paging['defaultPageSize']) - 1 } : paging,
      ),
    ),
    noticedBy: ['CURS-4-01'],
  },
  {
    fault: 'has more on a page than it announces',
    spoil: saying(member('filter', (filter) => (isJsonObject(filter) ? { ...filter, maxResults: 50 } : filter))),
    noticedBy: ['PROT-3.4.2.4-03'],
  },
  {
    fault: 'changes the case of userNames',
    spoil: showing(member('userName', (name) => String(name).toUpperCase())),
    noticedBy: ['PROT-3.3-02', 'CORE-2.1-01'],
  },
]
