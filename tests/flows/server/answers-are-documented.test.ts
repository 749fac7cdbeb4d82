import { connect } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { EVENT_EXAMPLES, EVENTS_REQUEST_BODY } from '@jianwei/services/intake/http/request-body.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeRoutes } from '@jianwei/services/intake/routes.ts'
import { PROTECTIVE_HEADERS } from '@jianwei/services/http/security-headers.ts'
import { operationsOf, type ApiDocument } from '#/support/server/api-document.ts'
import { temporaryFolder, type TemporaryFolder } from '#/support/intake/intake-server.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { filesOver } from '#/support/intake/file-routes.ts'

/*
 * Whatever is sent to whatever address, the status is one that the document names for the
 * operation, errors are problems, and every answer carries the same headers. Also where the
 * framework or Node answers before a route is asked.
 */

let folder: TemporaryFolder
let intake: OpenIntake
let app: FastifyInstance
let document: ApiDocument
let port: number

beforeAll(async () => {
  folder = temporaryFolder()
  intake = openIntake({ log_path: `${folder.path}/log.db` })
  // Asked for everything as fast as the machine can: more than a person may in a minute.
  app = serverWithoutData({ log: intake.log, requests_per_minute: 1_000_000 })
  await app.register(intakeRoutes, {
    ...intake,
    redrive: createRedrive({ ...intake, mappingNamed: () => undefined }),
    files: filesOver(intake, folder.path).routes,
    mappingNamed: () => undefined,
    audit: { reading: async () => {} },
    logger: { debug() {}, error() {} },
  })
  document = (await app.inject('/openapi.json')).json()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  await app?.close()
  await intake?.[Symbol.asyncDispose]()
  folder?.[Symbol.dispose]()
})

type Trial = readonly [
  what: string,
  request: Omit<InjectOptions, 'method' | 'url'> & { readonly query?: string },
]

const SOME_ID = '0b0c7a52-5f0e-4f0e-9d7b-0d6a2f3c4e11'
const JSON_TYPE = { 'content-type': 'application/json' }
const TRIALS: readonly Trial[] = [
  ['nothing more', {}],
  ['a field that nobody knows', { query: '?colour=red' }],
  ['a forged cursor', { query: '?cursor=WzFd' }],
  ['a limit of nothing', { query: '?limit=0' }],
  ['a query that cannot be decoded', { query: '?limit=%E0%A4%A' }],
  ['another host', { headers: { host: 'evil.example' } }],
  ['an empty body of JSON', { headers: JSON_TYPE, payload: '' }],
  ['half a body', { headers: JSON_TYPE, payload: '{"a":' }],
  ['a list for a body', { headers: JSON_TYPE, payload: '[]' }],
  ['a body of another type', { headers: { 'content-type': 'text/xml' }, payload: '<a/>' }],
  ['a body of no type', { headers: { 'content-type': '' }, payload: 'a' }],
  ['a large body', { headers: JSON_TYPE, payload: `"${'a'.repeat(17 * 1024 * 1024)}"` }],
  [
    'a large event',
    { headers: { 'content-type': 'application/cloudevents+json' }, payload: 'a'.repeat(1_100_000) },
  ],
  ['a compressed body', { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, payload: 'a' }],
  ['a stream', { headers: { 'content-type': 'application/x-ndjson' }, payload: '{}\n' }],
  ['a rule that is no YAML', { headers: JSON_TYPE, payload: '{"rule":"*x"}' }],
  [
    'a draft that is no YAML',
    { headers: JSON_TYPE, payload: '{"text":"*x","actor":"a","reason":"b"}' },
  ],
  ['a step', { headers: JSON_TYPE, payload: '{"actor":"a","reason":"b"}' }],
]
/** What is put into the places of an address. */
const PLACES = [SOME_ID, '7', 'a'.repeat(501), '%00', '11010519491231002X']

describe('every status and media type that an operation answers is in the document', () => {
  test.each(TRIALS)('with %s', async (_what, { query = '', ...request }) => {
    for (const { name, operation } of operationsOf(document)) {
      const [method = '', path = ''] = name.split(' ')
      for (const place of path.includes('{') ? PLACES : ['']) {
        const url = path.replaceAll(/\{\w+\}/g, place) + query
        // The names are methods of HTTP.
        const answer = await app.inject({ ...request, method: method as 'GET', url })
        const label = `${method} ${url.slice(0, 80)}: ${answer.body.slice(0, 200)}`
        expect([label, Object.keys(operation.responses)]).toEqual([
          label,
          expect.arrayContaining([String(answer.statusCode)]),
        ])
        const content = operation.responses[answer.statusCode]?.content
        if (content !== undefined)
          expect(Object.keys(content), label).toContain(mediaType(answer.headers))
        expect(answer.headers, label).toMatchObject(
          expect.objectContaining({ 'x-request-id': expect.any(String) }),
        )
        if (answer.statusCode >= 400) expectProblem(answer.headers, answer.body, label)
      }
    }
  })
})

test('a foreign host name is refused at every address alike', async () => {
  for (const { name } of operationsOf(document)) {
    const [method = '', path = ''] = name.split(' ')
    const url = path.replaceAll(/\{\w+\}/g, SOME_ID)
    // The names are methods of HTTP.
    const asked = { method: method as 'GET', url, headers: { host: 'evil.example' } }
    const answer = await app.inject(asked)
    expect([name, answer.json()]).toEqual([
      name,
      expect.objectContaining({ status: 421, code: 'HOST_UNKNOWN' }),
    ])
  }
})

describe('a method that an address does not know', () => {
  test.each(['DELETE', 'PATCH', 'OPTIONS', 'PUT', 'TRACE', 'PROPFIND'])(
    '%s is answered 405 with those it knows',
    async (method) => {
      for (const path of Object.keys(document.paths)) {
        const known = Object.keys(document.paths[path] ?? {}).map((name) => name.toUpperCase())
        if (known.includes(method)) continue
        const answer = await app.inject({
          // Also methods that the framework's types leave out.
          method: method as 'DELETE',
          url: path.replaceAll(/\{\w+\}/g, SOME_ID),
          headers: { 'content-type': 'text/xml' },
          payload: '<a/>',
        })
        const allowed = String(answer.headers['allow']).split(', ')
        expect([path, answer.statusCode]).toEqual([path, 405])
        expect(allowed, path).toEqual(expect.arrayContaining(known))
        expect(allowed, path).not.toContain(method)
        expectProblem(answer.headers, answer.body, path)
      }
    },
  )

  test('an address that does not exist stays unknown, whatever the method and the body', async () => {
    const answer = await app.inject({
      method: 'PUT',
      url: '/v1/nothing',
      headers: { 'content-type': 'text/xml' },
      payload: '<a/>',
    })
    expect(answer.json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' })
  })
})

describe('below the framework, an error is a problem with the headers of all others', () => {
  test.each([
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400, 'REQUEST_UNREADABLE'],
    [
      'a method that does not exist',
      'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n',
      400,
      'REQUEST_UNREADABLE',
    ],
    ['no host', 'GET /v1/alerts HTTP/1.1\r\n\r\n', 400, 'REQUEST_UNREADABLE'],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'two lengths',
      'POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: ' +
        '2\r\n\r\na',
      400,
      'REQUEST_UNREADABLE',
    ],
    [
      'an expectation',
      'GET /v1/alerts HTTP/1.1\r\nHost: localhost\r\nExpect: a-miracle\r\n\r\n',
      417,
      'EXPECTATION_UNKNOWN',
    ],
    [
      'an address that cannot be decoded',
      'GET /v1/alerts/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      400,
      'REQUEST_UNREADABLE',
    ],
    [
      'a chunk that is none',
      'POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: ' +
        'application/cloudevents+json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      'REQUEST_UNREADABLE',
    ],
  ])('%s', async (what, bytes, status, code) => {
    const { head, body, headers } = await answerTo(bytes)
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(JSON.parse(body)).toMatchObject({ status, code })
    expectProblem(headers, body, what)
  })
})

test('an address that is named as a whole is none of those whose last part is an id', async () => {
  for (const path of ['/v1/alerts/bulk', '/v1/alerts/next', '/v1/units/import']) {
    const answer = await app.inject({ url: path })
    expect([path, answer.statusCode, answer.headers['allow']]).toEqual([path, 405, 'POST'])
  }
})

test('the body of POST /v1/events is described, and each example in it is taken', async () => {
  const operation = document.paths['/v1/events']?.['post']
  expect(operation).toMatchObject({ requestBody: EVENTS_REQUEST_BODY })
  expect(operation).not.toHaveProperty('x-request-body')
  for (const [type, { examples }] of Object.entries(EVENTS_REQUEST_BODY.content)) {
    for (const [name, { value }] of Object.entries(examples)) {
      const { data: _, ...attributes } = EVENT_EXAMPLES.complaint.value
      const binary = Object.entries(attributes).map(([attribute, of]) => [`ce-${attribute}`, of])
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/events',
        headers: {
          'content-type': type,
          ...(type === 'application/json' ? Object.fromEntries(binary) : {}),
        },
        payload: typeof value === 'string' ? value : JSON.stringify(value),
      })
      expect([type, name, answer.statusCode, answer.body]).toEqual([
        type,
        name,
        200,
        expect.not.stringContaining('quarantine_id'),
      ])
    }
  }
})

test('an optional attribute that is null is as good as absent, as the document says', async () => {
  const { properties, required } =
    EVENTS_REQUEST_BODY.content['application/cloudevents+json'].schema
  const optional = Object.keys(properties).filter((name) => !required.some((one) => one === name))
  for (const name of optional) {
    expect([name, Reflect.get(properties, name)]).toMatchObject([
      name,
      { type: expect.arrayContaining(['null']) },
    ])
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { 'content-type': 'application/cloudevents+json' },
      payload: { ...EVENT_EXAMPLES.complaint.value, id: `null-${name}`, [name]: null },
    })
    expect([name, answer.statusCode]).toEqual([name, 200])
  }
})

function mediaType(headers: Readonly<Record<string, unknown>>): string {
  return String(headers['content-type']).split(';', 1)[0] ?? ''
}

function expectProblem(
  headers: Readonly<Record<string, unknown>>,
  body: string,
  label: string,
): void {
  const problem = JSON.parse(body)
  // Readiness is no error of the request.
  if (!('code' in problem)) return
  expect(headers, label).toMatchObject({
    ...PROTECTIVE_HEADERS,
    'x-request-id': problem.request_id,
  })
  expect(headers['content-type'], label).toBe('application/problem+json; charset=utf-8')
}

/** Sends the bytes as they are; the connection ends with the answer. */
async function answerTo(bytes: string) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(bytes)
  if (/GET \/v1\/alerts HTTP/.test(bytes)) socket.end()
  const answer = await text(socket)
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2)
  const lines = head.split('\r\n').slice(1)
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)))
  return { head, body, headers: headers as Readonly<Record<string, string>> }
}
