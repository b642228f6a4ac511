import { readPath } from '../body-path.ts'
import { isJsonArray, isJsonObject, type JsonObject } from '../json.ts'
import { ENTERPRISE } from '../urns.ts'
import { answering, each, instead, member, refusal, type Spoiler, saying, sendingNo, showing, without, writing } from './spoiling.ts'

const isPost = (body: unknown): body is string => typeof body === 'string'
const inMeta = (change: (meta: JsonObject) => JsonObject) => showing(member('meta', (meta) => (isJsonObject(meta) ? change(meta) : meta)))

/** Servers that do the right thing and say the wrong one. */
export const wrongAnswers: readonly Spoiler[] = [
  {
    fault: 'writes the status of an error as a number',
    spoil: saying(member('status', Number)),
    noticedBy: ['PROT-3.12-01', 'PROT-3.12-03', 'PROT-3.3-07', 'PROT-3.4.1-01'],
  },
  {
    fault: 'makes up scimTypes',
    spoil: saying(member('scimType', (type) => `my${type}`)),
    noticedBy: ['PROT-3.12-04', 'PROT-3.12-01', 'PROT-3.3-07', 'PROT-3.3-09'],
  },
  { fault: 'gives detail as a list', spoil: saying(member('detail', (detail) => [detail])), noticedBy: ['PROT-3.12-01', 'PROT-3.5.2-17'] },
  {
    fault: 'answers unknown paths with a web page',
    spoil: answering((answer, { url }) =>
      url.includes('/Nope') ? { ...answer, body: '<h1>?</h1>', headers: { 'content-type': 'text/html' } } : answer,
    ),
    noticedBy: ['PROT-3.12-01', 'PROT-3.12-12', 'PROT-3.12-02'],
  },
  {
    fault: 'says application/json always',
    spoil: answering((answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } })),
    noticedBy: ['PROT-3.8-02', 'PROT-3.8-04', 'PROT-4-01', 'PROT-3.12-02'],
  },
  { fault: 'sends no Location', spoil: sendingNo('location'), noticedBy: ['PROT-3.3-03', 'CORE-3.1-08'] },
  { fault: 'sends no ETag', spoil: sendingNo('etag'), noticedBy: ['PROT-3.14-01', 'PROT-3.14-02', 'PROT-3.3-13', 'CORE-3.1-09'] },
  {
    fault: 'has another meta.version than ETag',
    spoil: inMeta((meta) => ({ ...meta, version: 'W/"other"' })),
    noticedBy: ['CORE-3.1-09', 'PROT-3.14-02', 'PROT-3.14-04'],
  },
  {
    fault: 'sends strong tags',
    spoil: answering((answer) => {
      const etag = (answer.headers['etag'] ?? '').replace('W/', '')
      return { ...answer, body: answer.body.replaceAll('W/\\"', '\\"'), headers: { ...answer.headers, etag } }
    }),
    noticedBy: ['PROT-3.14-03'],
  },
  {
    fault: 'counts the page as the total',
    spoil: saying((body) => (isJsonArray(body['Resources']) ? { ...body, totalResults: body['Resources'].length } : undefined)),
    noticedBy: ['PROT-3.4.2-01', 'PROT-3.4.2.4-02', 'PROT-3.4.2.4-04'],
  },
  {
    fault: 'echoes count as itemsPerPage',
    spoil: saying((body, { url }) => member('itemsPerPage', () => Number(new URL(url).searchParams.get('count') ?? 100))(body)),
    noticedBy: ['PROT-3.4.2.4-04', 'PROT-3.4.2.4-05'],
  },
  {
    fault: 'answers no match with 404',
    spoil: answering((answer) => (/"totalResults":0\b/.test(answer.body) ? refusal(404) : answer)),
    noticedBy: ['PROT-3.4.2-02', 'PROT-3.6-03'],
  },
  {
    fault: 'loses schemas when projecting',
    spoil: showing((resource, { url }) => (url.includes('ttributes=') ? without(resource, 'schemas') : undefined)),
    noticedBy: ['PROT-3.9-01', 'PROT-3.9-02', 'PROT-3.4.2-04'],
  },
  {
    fault: 'says 204 to a second DELETE',
    spoil: answering((answer, { method }) =>
      method === 'DELETE' && answer.status === 404 ? { ...answer, status: 204, body: '' } : answer,
    ),
    noticedBy: ['PROT-3.6-02'],
  },
  {
    fault: 'says 204 to paths that it does not know',
    spoil: answering((answer) => (/"(invalidPath|noTarget)"/.test(answer.body) ? { ...answer, status: 204, body: '' } : answer)),
    noticedBy: ['PROT-3.5.2-05', 'PROT-3.5.2-07', 'PROT-3.5.2.2-01', 'PROT-3.5.2.3-07', 'PROT-3.5.2-04'],
  },
  {
    fault: 'answers PATCH with 204 always',
    spoil: answering((answer, { method }) => (method === 'PATCH' && answer.status === 200 ? { ...answer, status: 204, body: '' } : answer)),
    noticedBy: ['PROT-3.5.2-15', 'PROT-3.4.2.5-01'],
  },
  {
    fault: 'echoes passwords',
    spoil: showing((resource, { body }) => (isPost(body) && body.includes('"password":') ? { ...resource, password: 'x' } : undefined)),
    noticedBy: ['CORE-4.1.1-06', 'PROT-3.3-02', 'CORE-7-13'],
  },
  {
    fault: 'makes up externalIds',
    spoil: showing((resource) => (resource['userName'] !== undefined ? { externalId: 'made-up', ...resource } : undefined)),
    noticedBy: ['CORE-3.1-04'],
  },
  {
    fault: 'lowers the case of externalIds',
    spoil: showing(member('externalId', (value) => String(value).toLowerCase())),
    noticedBy: ['CORE-7-10', 'CORE-3.1-04'],
  },
  {
    fault: "takes the client's id",
    spoil: showing((resource, { method, body }) => {
      const mine = method === 'POST' && isPost(body) ? /"id":"([^"]*)"/.exec(body)?.[1] : undefined
      return mine === undefined ? undefined : { ...resource, id: mine }
    }),
    noticedBy: ['CORE-3.1-02', 'PROT-3.3-04'],
  },
  {
    fault: 'refuses readOnly attributes on create',
    spoil: instead(({ method, body }) => method === 'POST' && isPost(body) && /"(id|meta|groups)":/.test(body), refusal(400, 'mutability')),
    noticedBy: ['PROT-3.3-04', 'CORE-3.1-02', 'CORE-3.1-05', 'PROT-3.3.1-01'],
  },
  {
    fault: 'answers duplicates with 400',
    spoil: answering((answer) => (answer.status === 409 ? refusal(400, 'uniqueness') : answer)),
    noticedBy: ['PROT-3.3-07', 'PROT-3.3-11', 'CORE-4.1.1-01', 'PROT-3.12-05'],
  },
  {
    fault: 'answers duplicates with 500',
    spoil: answering((answer) => (answer.status === 409 ? refusal(500) : answer)),
    noticedBy: ['PROT-3.3-07', 'PROT-3.3-08'],
  },
  {
    fault: 'shows what is unassigned as null',
    spoil: showing((resource) => (resource['userName'] !== undefined ? { nickName: null, ...resource } : undefined)),
    noticedBy: ['CORE-2.5-02', 'CORE-2.5-01'],
  },
  { fault: 'writes booleans as texts', spoil: showing(member('active', String)), noticedBy: ['CORE-4.1.1-05', 'PROT-3.6-06'] },
  {
    fault: 'gives relative locations',
    spoil: writing((text) => text.replaceAll(/"location":"https?:\/\/[^/"]*/g, '"location":"')),
    noticedBy: ['PROT-3.3-03', 'CORE-3.1-08', 'CORE-2.3.7-02', 'CORE-7-02'],
  },
  {
    fault: 'believes the Host header',
    spoil: writing((text, { headers, url }) =>
      text.replaceAll(new URL(url).host, headers['x-forwarded-host'] ?? headers['host'] ?? new URL(url).host),
    ),
    noticedBy: ['PROT-1.3-02'],
  },
  { fault: 'says 405 without Allow', spoil: sendingNo('allow'), noticedBy: ['PROT-3.8-10', 'PROT-3.12-13', 'PROT-3.6-08', 'PROT-3.12-07'] },
  {
    fault: 'leaves etag out of ServiceProviderConfig',
    spoil: saying(member('etag', () => undefined)),
    noticedBy: ['CORE-5-01', 'CORE-5-06'],
  },
  { fault: 'writes flags as texts', spoil: saying(member('patch', () => ({ supported: 'true' }))), noticedBy: ['CORE-5-01'] },
  {
    fault: 'says that it has no PATCH',
    spoil: saying(member('patch', () => ({ supported: false }))),
    noticedBy: ['CORE-5-06', 'PROT-3.5.2-01'],
  },
  {
    fault: 'hides ServiceProviderConfig from strangers',
    spoil: instead(({ headers, url }) => headers['authorization'] === undefined && url.endsWith('/ServiceProviderConfig'), refusal(401)),
    noticedBy: ['CORE-5-03'],
  },
  {
    fault: 'pages through /Schemas',
    spoil: saying((body, { url }) =>
      /\/Schemas\?count=1/.test(url) ? member('Resources', (all) => (isJsonArray(all) ? all.slice(0, 1) : all))(body) : undefined,
    ),
    noticedBy: ['PROT-4-06'],
  },
  {
    fault: 'has resource types without a schema',
    spoil: showing((resource) => without(resource, 'schema')),
    noticedBy: ['CORE-6-01', 'CORE-6-02'],
  },
  {
    fault: 'publishes an unknown mutability',
    spoil: writing((text) => text.replace('"mutability":"readWrite"', '"mutability":"readwrite"')),
    noticedBy: ['CORE-7-03'],
  },
  {
    fault: 'publishes attributes that it does not have',
    spoil: showing(member('attributes', (all) => (isJsonArray(all) ? [...all, imaginary] : all))),
    noticedBy: ['CORE-7-07', 'CORE-8.7-01'],
  },
  {
    fault: 'has another meta.resourceType than name',
    spoil: writing((text) => text.replaceAll('"resourceType":"User"', '"resourceType":"user"')),
    noticedBy: ['CORE-6-03', 'CORE-3.1-05', 'PROT-3.3-04'],
  },
  { fault: 'never fills groups', spoil: showing((resource) => without(resource, 'groups')), noticedBy: ['CORE-4.1.2-05'] },
  {
    fault: 'leaves $ref and type of members out',
    spoil: showing(
      member(
        'members',
        each(({ value }) => ({ value: value ?? null })),
      ),
    ),
    noticedBy: ['CORE-4.2-02'],
  },
  {
    fault: 'forgets extensions in schemas',
    spoil: showing(member('schemas', (all) => (isJsonArray(all) ? all.filter((urn) => urn !== ENTERPRISE) : all))),
    noticedBy: ['CORE-3-02', 'PROT-3.5.2-13'],
  },
  {
    fault: 'puts extension attributes at the top',
    spoil: showing((resource) => (isJsonObject(resource[ENTERPRISE]) ? { ...resource, ...resource[ENTERPRISE] } : undefined)),
    noticedBy: ['CORE-3-04'],
  },
  {
    fault: 'keeps unknown attributes',
    spoil: showing((resource) => (resource['userName'] !== undefined ? { ...resource, foo: 1 } : undefined)),
    noticedBy: ['PROT-3.9-01'],
  },
  {
    fault: 'lets lastModified move when it is read',
    spoil: inMeta((meta) => ({ ...meta, lastModified: new Date(performance.now() * 1000).toISOString() })),
    noticedBy: ['CORE-3.1-07', 'PROT-3.5.2.1-08', 'PROT-3.5.1-10'],
  },
  {
    fault: 'shows dates without a time',
    spoil: writing((text) => text.replaceAll(/"created":"(\d{4}-\d\d-\d\d)T[^"]*"/g, '"created":"$1"')),
    noticedBy: ['CORE-2.3.5-01'],
  },
  {
    fault: 'answers in ASCII',
    spoil: writing((text) => text.replaceAll(/[^\u0020-\u007f]/g, '?')),
    noticedBy: ['PROT-3.8-01', 'PROT-5-05'],
  },
  { fault: 'sends 401 without WWW-Authenticate', spoil: sendingNo('www-authenticate'), noticedBy: ['PROT-3.12-06'] },
  {
    fault: 'sends 403 for bad credentials',
    spoil: answering((answer) => (answer.status === 401 ? refusal(403) : answer)),
    noticedBy: ['PROT-3.12-05', 'PROT-3.12-06'],
  },
  {
    fault: 'writes the status of bulk results as a number',
    spoil: saying(
      member(
        'Operations',
        each((result) => ({ ...result, status: Number(result['status']) })),
      ),
    ),
    noticedBy: ['PROT-3.7-09'],
  },
  {
    fault: 'fails a bulk job whole',
    spoil: answering((answer, { url }) => (url.endsWith('/Bulk') && /"status":"4/.test(answer.body) ? refusal(400) : answer)),
    noticedBy: ['PROT-3.7-05', 'PROT-3.7-06', 'PROT-3.7-10'],
  },
  {
    fault: 'gives bulk results without location',
    spoil: saying(
      member(
        'Operations',
        each((result) => without(result, 'location')),
      ),
    ),
    noticedBy: ['PROT-3.7-08'],
  },
  {
    fault: 'has a nextCursor on the last page',
    spoil: saying((body, { url, body: sent }) =>
      /cursor=/.test(url) || String(sent).includes('"cursor"') ? { nextCursor: 'end', ...body } : undefined,
    ),
    noticedBy: ['CURS-2-03', 'CURS-3-01'],
  },
  { fault: 'puts = into cursors', spoil: saying(member('nextCursor', (cursor) => `${cursor}=`)), noticedBy: ['CURS-2-05'] },
  {
    fault: 'shows ids in cursors',
    spoil: saying((body) => member('nextCursor', () => readPath(body, 'Resources[0].id'))(body)),
    noticedBy: ['CURS-5.2-04'],
  },
]

const imaginary = {
  name: 'favouriteColour',
  type: 'string',
  multiValued: false,
  description: '-',
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
}
