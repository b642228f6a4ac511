import type { Send, WireRequest, WireResponse } from '../http/wire.ts'
import { isJsonArray, isJsonObject, parseJson } from '../json.ts'
import { LIST_RESPONSE, PATCH_OP } from '../urns.ts'
import {
  answering,
  asking,
  ignoringHeader,
  ignoringParameter,
  instead,
  noContent,
  patching,
  querying,
  refusal,
  type Spoiler,
} from './spoiling.ts'

/** Servers that understand a request wrongly, or do another thing than was asked. */
export const wrongDeeds: readonly Spoiler[] = [
  {
    fault: 'ignores If-Match',
    spoil: ignoringHeader('if-match'),
    noticedBy: ['PROT-3.14-06', 'PROT-3.14-10', 'PROT-3.14-12', 'PROT-3.6-07'],
  },
  { fault: 'ignores If-None-Match', spoil: ignoringHeader('if-none-match'), noticedBy: ['PROT-3.14-05', 'PROT-3.14-09', 'DISC-CACHE-01'] },
  {
    fault: 'ignores filters',
    spoil: ignoringParameter('filter'),
    noticedBy: ['PROT-3.4.2.2-02', 'PROT-3.4.2.2-03', 'PROT-3.4.2-02', 'PROT-3.4.2.2-06', 'PROT-4-07', 'CORE-2.5-01'],
  },
  {
    fault: 'ignores filters that it does not understand',
    spoil: (send) => async (request) => {
      const answer = await send(request)
      return answer.body.includes('"invalidFilter"') ? ignoringParameter('filter')(send)(request) : answer
    },
    noticedBy: ['PROT-3.4.2.2-04', 'PROT-3.4.2.2-07', 'PROT-3.4.2.2-15', 'PROT-3.4.2.2-17', 'PROT-3.4.2.2-24'],
  },
  {
    fault: 'is case-sensitive in filters on userName',
    spoil: answering((answer, { url }) =>
      /userName eq "[^"]*[A-Z]/.test(decodeURIComponent(url))
        ? { ...answer, body: JSON.stringify({ schemas: [LIST_RESPONSE], totalResults: 0 }) }
        : answer,
    ),
    noticedBy: ['CORE-4.1.1-01'],
  },
  {
    fault: 'decodes queries twice',
    spoil: querying((query) => {
      const filter = query.get('filter')
      if (filter !== null) query.set('filter', decodeURIComponent(filter))
    }),
    noticedBy: ['PROT-3.4.2.2-28'],
  },
  {
    fault: 'ignores sortBy',
    spoil: ignoringParameter('sortBy'),
    noticedBy: ['PROT-3.4.2.3-01', 'PROT-3.4.2.3-02', 'PROT-3.4.2.3-03', 'PROT-3.4.2.3-05'],
  },
  { fault: 'ignores sortOrder', spoil: ignoringParameter('sortOrder'), noticedBy: ['PROT-3.4.2.3-02', 'PROT-3.4.2.3-05'] },
  { fault: 'ignores count', spoil: ignoringParameter('count'), noticedBy: ['PROT-3.4.2.4-02', 'PROT-3.4.2-01'] },
  {
    fault: 'ignores startIndex',
    spoil: ignoringParameter('startIndex'),
    noticedBy: ['PROT-3.4.2.4-01', 'PROT-3.4.2.4-04', 'PROT-3.4.2.3-06'],
  },
  {
    fault: 'counts startIndex from 0',
    spoil: querying((query) => {
      const startIndex = query.get('startIndex')
      if (startIndex !== null) query.set('startIndex', String(Number(startIndex) + 1))
    }),
    noticedBy: ['PROT-3.4.2.4-01', 'PROT-3.4.2.4-04'],
  },
  { fault: 'ignores attributes', spoil: ignoringParameter('attributes'), noticedBy: ['PROT-3.9-01', 'PROT-3.4.2.5-01', 'PROT-3.3-12'] },
  {
    fault: 'ignores excludedAttributes',
    spoil: ignoringParameter('excludedAttributes'),
    noticedBy: ['PROT-3.9-02', 'PROT-3.9-10', 'PROT-3.4.2.5-01'],
  },
  {
    fault: 'keeps what is deleted',
    spoil: instead(({ method }) => method === 'DELETE', noContent),
    noticedBy: ['PROT-3.6-02', 'PROT-3.6-03', 'PROT-3.6-04', 'PROT-3.4.2.4-08'],
  },
  { fault: 'only disables what is deleted', spoil: disabling, noticedBy: ['PROT-3.6-02', 'PROT-3.6-06', 'CORE-3.1-01'] },
  {
    fault: 'merges on PUT',
    spoil: asking((request) => {
      const value = request.method === 'PUT' ? parseJson(String(request.body)) : undefined
      return value === undefined
        ? request
        : { ...request, method: 'PATCH', body: JSON.stringify({ schemas: [PATCH_OP], Operations: [{ op: 'replace', value }] }) }
    }),
    noticedBy: ['PROT-3.5.1-03', 'PROT-3.5.1-07', 'CORE-4.1.1-02'],
  },
  {
    fault: 'creates on PUT',
    spoil: (send) => async (request) => {
      const answer = await send(request)
      if (request.method !== 'PUT' || answer.status !== 404) return answer
      return send({ ...request, method: 'POST', url: request.url.replace(/\/[^/]*$/, '') })
    },
    noticedBy: ['PROT-3.5.1-01'],
  },
  { fault: 'applies a PATCH operation by operation', spoil: oneByOne, noticedBy: ['PROT-3.5.2-09', 'PROT-3.5.2-18'] },
  {
    fault: 'drops what replace of a complex value does not name',
    spoil: patching((operation) =>
      operation['op'] === 'replace' && operation['path'] === 'name' ? [{ op: 'remove', path: 'name' }, operation] : [operation],
    ),
    noticedBy: ['PROT-3.5.2.3-04'],
  },
  {
    fault: 'empties the list on remove with a filter',
    spoil: patching((operation) => [
      operation['op'] === 'remove' ? { ...operation, path: String(operation['path']).replace(/\[.*\]/, '') } : operation,
    ]),
    noticedBy: ['CORE-4.2-02', 'PROT-3.5.2.2-04', 'PROT-3.5.2.2-07'],
  },
  {
    fault: 'empties the list on remove with values',
    spoil: patching(({ value, ...operation }) => [
      operation['op'] === 'remove' || value === undefined ? operation : { ...operation, value },
    ]),
    noticedBy: ['PROT-3.5.2.2-09'],
  },
  {
    fault: 'replaces on add',
    spoil: patching((operation) => [operation['op'] === 'add' ? { ...operation, op: 'replace' } : operation]),
    noticedBy: ['PROT-3.5.2.1-07', 'PROT-3.5.2.1-02'],
  },
  {
    fault: 'takes a charset for another type',
    spoil: instead(({ headers }) => /charset/i.test(headers['content-type'] ?? ''), refusal(415)),
    noticedBy: ['PROT-3.8-05'],
  },
  {
    fault: 'takes every media type',
    spoil: asking((request) =>
      request.body === undefined ? request : { ...request, headers: { ...request.headers, 'content-type': 'application/json' } },
    ),
    noticedBy: ['PROT-3.12-08'],
  },
  { fault: 'knows no slash at the end', spoil: instead(({ url }) => /\/(\?|$)/.test(url), refusal(404)), noticedBy: ['PROT-3.2-02'] },
  {
    fault: 'takes one version for another',
    spoil: asking((request) => ({ ...request, url: request.url.replace(/\/v[13]\//, '/v2/') })),
    noticedBy: ['PROT-3.13-02'],
  },
  {
    fault: 'searches without the filter of the body',
    spoil: inBody('.search', (text) => text.replace(/"filter":"(?:[^"\\]|\\.)*",?/, '')),
    noticedBy: ['PROT-3.4.3-01', 'PROT-3.4.2.5-01'],
  },
  {
    fault: 'ignores failOnErrors',
    spoil: inBody('/Bulk', (text) => text.replace(/"failOnErrors":\d+/, '"x":0')),
    noticedBy: ['PROT-3.7-07'],
  },
  {
    fault: 'takes bulkId for text',
    spoil: inBody('/Bulk', (text) => text.replaceAll('"bulkId:', '"bulkid-')),
    noticedBy: ['PROT-3.7-11', 'PROT-3.7-12', 'PROT-3.7-13'],
  },
  {
    fault: 'starts again at every cursor',
    spoil: querying((query) => {
      if (query.has('cursor')) query.set('cursor', '')
    }),
    noticedBy: ['CURS-2-03', 'CURS-2-07', 'CURS-2.1-01', 'CURS-5.2-04'],
  },
]

/** Changes the bodies that are sent to one place. */
function inBody(place: string, change: (text: string) => string) {
  return asking((request) =>
    request.url.includes(place) && typeof request.body === 'string' ? { ...request, body: change(request.body) } : request,
  )
}

function oneByOne(send: Send): Send {
  return async (request) => {
    const message = request.method === 'PATCH' ? parseJson(String(request.body)) : undefined
    if (!isJsonObject(message) || !isJsonArray(message['Operations']) || message['Operations'].length < 2) return send(request)
    let answer: WireResponse | undefined
    for (const each of message['Operations']) {
      answer = await send({ ...request, body: JSON.stringify({ ...message, Operations: [each] }) })
      if (answer.status >= 400) break
    }
    return answer ?? send(request)
  }
}

function disabling(send: Send): Send {
  return async (request: WireRequest) => {
    if (request.method !== 'DELETE' || !request.url.includes('/Users/')) return send(request)
    const body = JSON.stringify({ schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'active', value: false }] })
    const answer = await send({
      ...request,
      method: 'PATCH',
      body,
      headers: { ...request.headers, 'content-type': 'application/scim+json' },
    })
    return answer.status < 300 ? { ...answer, status: 204, body: '' } : answer
  }
}
