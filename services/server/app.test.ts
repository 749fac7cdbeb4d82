import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  QueryAborted,
  WarehouseError,
  WarehouseLocked,
} from '@jianwei/projections/warehouse-error.ts'
import type { Sql } from '@jianwei/projections/sql.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import {
  emptyWarehouse,
  serverWithoutData,
} from '@jianwei/tests/support/server/server-without-data.ts'
import type { BookedRule } from '#/rules/rule-book.ts'
import { RequestRefused } from '#/http/problem.ts'
import type { ConsumerProgress } from '#/http/progress.ts'

const FOLLOWING: ConsumerProgress = {
  name: 'projector',
  position: 7,
  head: 9,
  lag_events: 2,
  lag_seconds: 0.5,
  state: 'running',
}

interface LogLine {
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

const BOOKED: BookedRule = {
  rule_id: 'plain-rule',
  rule_version: 1,
  // The route looks for the text that was read, and at nothing else of the version.
  version: {} as BookedRule['version'],
  steps: [],
  rule: ruleWith({
    kind: 'count',
    parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
  }),
  problems: [],
}

const STATEMENT_ASKS = [
  'clock:newest-minute',
  'sources:statements',
  'rule-statement',
  'rule-statement',
  'rule-statement',
  'rule-statement',
  'authorities:all',
]

/** A source that states something, and the text of a statement; of all else there is nothing. */
function answering(asked: QueryOptions[]): Warehouse['query'] {
  const rows: Readonly<Record<string, readonly unknown[]>> = {
    'server:sources:statements': [
      {
        position: 1,
        type: 'SourceRegistered',
        schema_version: 2,
        recorded_at: '2026-03-01 00:00:00.000',
        payload: JSON.stringify({
          name: 'urn:example:market-bureau',
          feeds: [{ event_types: ['ComplaintReceived'] }],
          never_feeds: [],
        }),
      },
    ],
    'server:rule-statement': [
      { formatted: 'SELECT 1', explain: 'One', table: 'one', parts: '1', rows: '1', marks: '1' },
    ],
  }
  return async <Row>(_sql: Sql, options: QueryOptions) => {
    asked.push(options)
    // Each asker gets the rows that it asks for.
    return (rows[options.purpose] ?? []) as Row[]
  }
}

let app: FastifyInstance
let lines: LogLine[]
let consumers: ConsumerProgress[]
let answerQuery: (sql: string, options: QueryOptions) => Promise<never[]>
let logTakesEvents: boolean
let signalSeen: AbortSignal | undefined

beforeEach(() => {
  lines = []
  consumers = [FOLLOWING, { ...FOLLOWING, name: 'sentinel', lag_events: 3 }]
  answerQuery = async () => []
  signalSeen = undefined
  logTakesEvents = true
  app = serverWithoutData({
    warehouse: { ...emptyWarehouse, query: (sql, options) => answerQuery(String(sql), options) },
    progress: { consumers: async () => consumers },
    writes: { canWrite: async () => logTakesEvents, problem: () => null },
    logger: {
      debug: (fields, message) => void lines.push({ message, fields: { ...fields } }),
      info: (fields, message) => void lines.push({ message, fields: { ...fields } }),
      error: (fields, message) => void lines.push({ message, fields: { ...fields } }),
    },
  })
  app.register(troubleRoutes)
})

afterEach(() => app.close())

/** Routes that go wrong in each way a route can. */
const troubleRoutes: FastifyPluginAsyncZod = async (scope) => {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, permission: { roles: 'everybody' } }
  })
  const failures: Readonly<Record<string, () => Error>> = {
    bug: () => new TypeError('secret 91110000 in a message'),
    refused: () => new RequestRefused('SUBJECT_UNKNOWN', 'no event names tw-epa:X'),
    locked: () => new WarehouseLocked('/data'),
    missing: () => new WarehouseError('no table', 60, { retryable: false }),
    busy: () => new WarehouseError('memory', 241, { retryable: true }),
    engine: () => new WarehouseError('value 张三 cannot be parsed', 6, { retryable: false }),
    aborted: () => new QueryAborted('test'),
  }
  scope.get(
    '/fail/:how',
    { schema: { params: z.strictObject({ how: z.string() }) } },
    async ({ params }) => {
      throw failures[params.how]?.() ?? new Error('unknown failure')
    },
  )
  scope.post(
    '/checked/:number',
    {
      schema: {
        params: z.strictObject({ number: z.coerce.number().int() }),
        body: z.strictObject({
          level: z.enum(['red', 'blue']),
          deep: z.object({ count: z.number() }),
        }),
        querystring: z.strictObject({ limit: z.coerce.number().max(5).optional() }),
      },
    },
    async () => ({ ok: true }),
  )
  scope.get('/slow', async (request) => {
    signalSeen = request.gone
    await once(request.gone, 'abort')
    return { ok: true }
  })
  scope.post('/read-whole', async (request) => {
    if (!request.raw.closed) await once(request.raw, 'close')
    return { gone: request.gone.aborted }
  })
}

describe('every error is a problem', () => {
  test.each([
    ['bug', 500, 'INTERNAL', undefined],
    ['refused', 404, 'SUBJECT_UNKNOWN', undefined],
    ['locked', 503, 'WAREHOUSE_UNAVAILABLE', '2'],
    ['missing', 503, 'WAREHOUSE_UNAVAILABLE', '2'],
    ['busy', 503, 'WAREHOUSE_UNAVAILABLE', '2'],
    ['engine', 500, 'INTERNAL', undefined],
    ['aborted', 499, 'REQUEST_ABORTED', undefined],
  ])('%s answers %i %s', async (how, status, code, retryAfter) => {
    const answer = await app.inject(`/fail/${how}`)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers['retry-after']).toBe(retryAfter)
    expect(answer.json()).toMatchObject({ type: `urn:jianwei:problem:${code}`, status, code })
    expect(answer.json().request_id).toBe(answer.headers['x-request-id'])
  })

  test('a bug is logged with its stack, and the answer says nothing of it', async () => {
    const answer = await app.inject('/fail/bug')
    expect(answer.body).not.toContain('secret')
    const line = lines.find(({ message }) => message === 'request failed')
    expect(line?.fields).toMatchObject({
      route: '/fail/:how',
      request_id: answer.json().request_id,
    })
    expect(JSON.stringify(line)).toContain('app.test.ts')
  })

  test("the engine's message, which can print values, is neither answered nor logged", async () => {
    const answer = await app.inject('/fail/engine')
    expect(answer.body).not.toContain('张三')
    expect(JSON.stringify(lines)).not.toContain('张三')
    expect(JSON.stringify(lines)).toContain('"engine_code":6')
  })

  test('an address that does not exist', async () => {
    const answer = await app.inject('/v1/nothing')
    expect(answer.json()).toMatchObject({
      status: 404,
      code: 'ROUTE_UNKNOWN',
      title: 'There is nothing at this address',
    })
  })

  test('a request with several mistakes in several parts is told all of them', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/checked/x?limit=9&lmit=1&order=2',
      payload: { level: 'green', deep: {} },
    })
    expect(answer.json()).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
    const reasons: { code: string; path: string }[] = answer.json().reasons
    expect(reasons.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'FIELD_TYPE params.number',
      'FIELD_VALUE body.level',
      'FIELD_MISSING body.deep.count',
      'FIELD_VALUE query.limit',
      'FIELD_UNKNOWN query.lmit',
      'FIELD_UNKNOWN query.order',
    ])
  })

  test('a body that is not JSON, and a media type that is not accepted', async () => {
    const json = { 'content-type': 'application/json' }
    const broken = await app.inject({
      method: 'POST',
      url: '/checked/1',
      headers: json,
      payload: '{',
    })
    expect(broken.json()).toMatchObject({ status: 400, code: 'BODY_UNREADABLE' })
    const xml = { 'content-type': 'application/xml' }
    const foreign = await app.inject({
      method: 'POST',
      url: '/checked/1',
      headers: xml,
      payload: '<a/>',
    })
    expect(foreign.json()).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' })
  })
})

describe('health', () => {
  test('live answers at once', async () => {
    const answer = await app.inject('/health/live')
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'live' }])
  })

  const NOTHING_TO_SAY = { imports: [], accepted_losses: [], log: null, problems: [] }

  test('ready shows how far each consumer is', async () => {
    const answer = await app.inject('/health/ready')
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { status: 'ready', log_takes_events: true, consumers, ...NOTHING_TO_SAY },
    ])
  })

  test.each(['starting', 'retrying', 'stopped', 'failed'] as const)(
    'a consumer that is %s makes it 503',
    async (state) => {
      consumers = [{ ...FOLLOWING, state }]
      const answer = await app.inject('/health/ready')
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
      const status = state === 'starting' ? 'starting' : 'impaired'
      expect(answer.json()).toEqual({
        status,
        log_takes_events: true,
        consumers,
        ...NOTHING_TO_SAY,
      })
    },
  )

  test('a warehouse that does not answer makes it 503', async () => {
    answerQuery = () => Promise.reject(new WarehouseLocked('/data'))
    const answer = await app.inject('/health/ready')
    expect([answer.statusCode, answer.json().imports]).toEqual([503, null])
  })

  test('a log that takes no events makes it 503', async () => {
    logTakesEvents = false
    const answer = await app.inject('/health/ready')
    expect([answer.statusCode, answer.json()]).toMatchObject([
      503,
      { status: 'impaired', log_takes_events: false },
    ])
  })
})

test('metrics show the lag of the consumers and the durations by route pattern', async () => {
  await app.inject('/fail/refused?name=x')
  const { body, headers } = await app.inject('/metrics')
  expect(headers['content-type']).toContain('text/plain')
  expect(body).toContain('jianwei_consumer_lag_events{consumer="projector"} 2')
  expect(body).toContain('jianwei_consumer_lag_events{consumer="sentinel"} 3')
  expect(body).toContain('jianwei_consumer_lag_seconds{consumer="projector"} 0.5')
  expect(body).toContain(
    'jianwei_http_request_duration_seconds_count{method="GET",route="/fail/:how",status="404"} 1',
  )
})

test('a log line names the route, never the address with its search words and ids', async () => {
  await app.inject('/fail/refused?query=%E5%BC%A0%E4%B8%89')
  const line = lines.find(({ message }) => message === 'request answered')
  expect(line?.fields).toMatchObject({ method: 'GET', route: '/fail/:how', status: 404 })
  expect(Object.keys(line?.fields ?? {})).toEqual([
    'request_id',
    'method',
    'route',
    'status',
    'duration_ms',
  ])
})

describe('a page in the browser of the user cannot get at the API', () => {
  test('no framing, no sniffing, no sharing with other origins', async () => {
    const { headers } = await app.inject('/health/live')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  })

  test.each(['localhost:8080', '127.0.0.1', '[::1]:8080', 'LOCALHOST'])(
    'the host %s is answered',
    async (host) => {
      expect((await app.inject({ url: '/health/live', headers: { host } })).statusCode).toBe(200)
    },
  )

  test.each(['evil.example', 'localhost.evil.example:8080', '127.0.0.1.evil.example'])(
    'the host %s is refused',
    async (host) => {
      const answer = await app.inject({ url: '/health/live', headers: { host } })
      expect(answer.json()).toMatchObject({ status: 421, code: 'HOST_UNKNOWN' })
    },
  )
})

test('when the client goes away its work is told to stop', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const client = new AbortController()
  const request = fetch(`${address}/slow`, { signal: client.signal })
  await expect.poll(() => signalSeen?.aborted).toBe(false)
  client.abort()
  await expect(request).rejects.toThrow()
  await expect.poll(() => signalSeen?.aborted).toBe(true)
})

test('a body that is read to its end is no client that went away', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${address}/read-whole`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(await answer.json()).toEqual({ gone: false })
})

test.each([
  [
    '/v1/sources',
    [
      'sources:list',
      'imports:last',
      'imports:holds',
      'sources:statements',
      'sources:refusal-reasons',
      'sources:sent',
      'authorities:all',
      'conflicts:of-sources',
    ],
  ],
  ['/v1/rules/plain-rule/versions/1/statement?explain=true', STATEMENT_ASKS],
])('every query of %s says that the server asks, and can be stopped', async (path, purposes) => {
  const asked: QueryOptions[] = []
  await using server = serverWithoutData({
    warehouse: { ...emptyWarehouse, query: answering(asked) },
    rules: { current: async () => ({ versions: [BOOKED] }) },
  })
  expect((await server.inject(path)).statusCode).toBe(200)
  // The directory is read for all who ask, so that none who leaves stops it.
  const own = asked.filter(({ purpose }) => purpose !== 'units:events')
  expect(own.map(({ purpose }) => purpose).toSorted()).toEqual(
    purposes.map((purpose) => `server:${purpose}`).toSorted(),
  )
  for (const one of own)
    expect(one).toMatchObject({ lane: 'interactive', signal: expect.any(AbortSignal) })
})

test('a request that takes too long is answered, and its query is stopped', async () => {
  const stopped = Promise.withResolvers<never[]>()
  const query: Warehouse['query'] = (_sql, { signal, purpose }) => {
    const stop = (): void => stopped.reject(new QueryAborted(purpose))
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop)
    return stopped.promise
  }
  await using impatient = serverWithoutData({
    warehouse: { ...emptyWarehouse, query },
    answer_timeout_ms: 50,
  })
  const answer = await impatient.inject('/v1/sources')
  expect(answer.json()).toMatchObject({ status: 503, code: 'ANSWER_TIMED_OUT' })
  expect(answer.headers['retry-after']).toBe('2')
  await expect(stopped.promise).rejects.toThrow('was aborted')
})

test('closing waits for the request in hand', async () => {
  const asked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<never[]>()
  answerQuery = () => {
    asked.resolve()
    return answered.promise
  }
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const inHand = fetch(`${address}/v1/sources`)
  await asked.promise
  const closed = app.close()
  answered.resolve([])
  expect((await inHand).status).toBe(200)
  await closed
  await expect(fetch(`${address}/health/live`)).rejects.toThrow()
})

test('the reference is at /docs, and it may load nothing from elsewhere', async () => {
  const page = await app.inject('/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  expect(page.body).not.toMatch(/https?:/)
})

test.each([101, 10_500, 100_000])(
  'a body of %i levels is refused before anything recurses over it',
  async (levels) => {
    const outcome = `${'{"all":['.repeat(levels)}${']}'.repeat(levels)}`
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/backtests',
      payload: `{"rule":"x","by":"source","outcome":${outcome}}`,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'BODY_UNREADABLE',
      detail: expect.stringContaining('nest'),
    })
  },
)
