import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import { BATCH_EVENTS_MAX } from '@jianwei/services/intake/batch-mode.ts'
import { EVENT_BYTES_MAX } from '@jianwei/services/intake/line-reading.ts'
import { BATCH_BYTES_MAX } from '@jianwei/services/intake/http/event-routes.ts'
import { cloudEvent, ndjson, retraction } from '#/support/intake/cloud-events.ts'
import {
  countsBy,
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'

const POST = 'POST /v1/events HTTP/1.1\r\nhost: x\r\n'
const STRUCTURED = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const NDJSON = 'application/x-ndjson'

interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
  // The tests look into whatever came back.
  readonly json: Record<string, unknown> & unknown[]
  readonly lines: readonly Record<string, unknown>[]
}

async function post(
  { app }: IntakeServer,
  contentType: string,
  payload: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await app.inject({
    method: 'POST',
    url: '/v1/events',
    payload,
    headers: { 'content-type': contentType, ...headers },
  })
  const lines = response.body.trimEnd().split('\n')
  return {
    status: response.statusCode,
    type: String(response.headers['content-type']),
    text: response.body,
    json: parsed(response.body),
    lines: response.headers['content-type'] === NDJSON ? lines.map((line) => JSON.parse(line)) : [],
  }
}

function parsed(text: string): Answer['json'] {
  try {
    return JSON.parse(text) as Answer['json']
  } catch {
    return [] as unknown as Answer['json']
  }
}

const codesOf = (answer: { json: Record<string, unknown> }): unknown =>
  (answer.json['reasons'] as { code: string }[] | undefined)?.map(({ code }) => code)

describe('every form of a CloudEvent is taken and is durable when it is answered', () => {
  test('structured, binary, batch and stream give the same event the same identity', async () => {
    using folder = temporaryFolder()
    {
      await using server = await intakeServer(folder.path)
      const structured = await post(
        server,
        `${STRUCTURED}; charset=utf-8`,
        JSON.stringify(cloudEvent(1)),
      )
      const first = await server.log.head()
      expect(structured).toMatchObject({
        status: 200,
        json: { status: 'accepted', position: first },
      })
      expect(structured.json['event_id']).toBe(eventIdOf('urn:example:inspectorate', 'v-1'))
      const { data, ...attributes } = cloudEvent(1)
      const headers = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          `ce-${name}`,
          encodeURIComponent(String(value)),
        ]),
      )
      const binary = await post(server, 'application/json', JSON.stringify(data), headers)
      expect(binary.json).toMatchObject({
        status: 'duplicate',
        event_id: structured.json['event_id'],
        position: first,
      })
      const batch = await post(
        server,
        BATCH,
        JSON.stringify([cloudEvent(1), cloudEvent(2), cloudEvent(2)]),
      )
      const second = await server.log.head()
      expect(batch.json).toMatchObject([
        { status: 'duplicate', position: first },
        { status: 'accepted', position: second },
        { status: 'duplicate', position: second },
      ])
      const stream = await post(server, NDJSON, ndjson([cloudEvent(2), cloudEvent(3)]))
      expect(stream.lines).toMatchObject([
        { line: 1, status: 'duplicate', position: second },
        { line: 2, status: 'accepted', position: await server.log.head() },
        { summary: { accepted: 1, duplicate: 1, corrected: 0, quarantined: 0, complete: true } },
      ])
      const packed = gzipSync(ndjson([cloudEvent(4)]))
      const gzip = await post(server, NDJSON, packed, { 'content-encoding': 'gzip' })
      expect(gzip.lines).toMatchObject([
        { line: 1, status: 'accepted', position: await server.log.head() },
        { summary: { accepted: 1 } },
      ])
    }
    await using again = await intakeServer(folder.path)
    expect((await eventsOf(again.log)).map((event) => event.source_event_id)).toEqual([
      'v-1',
      'v-2',
      'v-3',
      'v-4',
    ])
  })

  test('an empty batch and an empty stream are taken as nothing', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    expect(await post(server, BATCH, '[]')).toMatchObject({ status: 200, json: [] })
    expect((await post(server, NDJSON, '\n \n')).lines).toEqual([
      { summary: { accepted: 0, duplicate: 0, corrected: 0, quarantined: 0, complete: true } },
    ])
  })
})

describe('refused input is kept, and the answer says where and why', () => {
  const noisy = Buffer.concat([
    Buffer.from('{"id":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ])
  test.each<[string, string, string | Buffer, Record<string, string>, string]>([
    [
      'a field of the data',
      STRUCTURED,
      JSON.stringify(cloudEvent(1, { data: { colour: 1 } })),
      {},
      'FIELD_UNKNOWN',
    ],
    ['a truncated body', STRUCTURED, '{"specversion":"1.0"', {}, 'JSON_MALFORMED'],
    ['an empty body', STRUCTURED, '', {}, 'JSON_MALFORMED'],
    ['bytes that are no UTF-8', STRUCTURED, noisy, {}, 'ENCODING_NOT_UTF8'],
    [
      'a type of the platform',
      STRUCTURED,
      JSON.stringify(cloudEvent(1, { type: 'AlertRaised' })),
      {},
      'TYPE_RESERVED',
    ],
    [
      'a group of facts',
      STRUCTURED,
      JSON.stringify(cloudEvent(1, { subject: 'group:a=b' })),
      {},
      'SUBJECT_RESERVED',
    ],
    ['a batch that is no array', BATCH, '{}', {}, 'BATCH_NOT_ARRAY'],
    ['a truncated batch', BATCH, '[{}', {}, 'JSON_MALFORMED'],
    [
      'a binary event whose data are no JSON',
      'application/json',
      '{',
      { 'ce-id': '1' },
      'JSON_MALFORMED',
    ],
    [
      'a structured event that headers contradict',
      STRUCTURED,
      JSON.stringify(cloudEvent(1)),
      { 'ce-id': 'other' },
      'HEADER_CONTRADICTS',
    ],
    [
      'a header that is no percent-encoded text',
      'application/json',
      '{}',
      { 'ce-id': '%zz' },
      'HEADER_UNREADABLE',
    ],
  ])('%s', async (_name, contentType, body, headers, code) => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const answer = await post(server, contentType, body, headers)
    expect(answer).toMatchObject({
      status: 422,
      type: expect.stringContaining('application/problem+json'),
    })
    expect(answer.json).toMatchObject({ code: 'INPUT_QUARANTINED', status: 422 })
    expect(codesOf(answer)).toEqual([code])
    const entry = await server.quarantine.get(String(answer.json['quarantine_id']))
    expect(Buffer.from(entry?.bytes ?? []).includes(Buffer.from(body))).toBe(true)
    const [record] = await eventsOf(server.log)
    expect(record).toMatchObject({
      type: 'InputQuarantined',
      data: { quarantine_id: entry?.quarantine_id },
    })
  })

  test('the same refused input again is one entry and one record', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const first = await post(server, STRUCTURED, '{')
    const second = await post(server, STRUCTURED, '{')
    expect(second.json['quarantine_id']).toBe(first.json['quarantine_id'])
    expect(await eventsIn(server.log)).toBe(1)
    expect((await server.quarantine.list({ limit: 10 })).entries).toHaveLength(1)
  })

  test('a bad element of a batch keeps its own text, and the others are taken', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const answer = await post(server, BATCH, `[${JSON.stringify(cloudEvent(1))}, {"id" : 1.0} ]`)
    expect(answer.json).toMatchObject([{ status: 'accepted' }, { status: 'quarantined' }])
    const [entry] = (await server.quarantine.list({ limit: 1 })).entries
    expect(Buffer.from(entry?.bytes ?? []).toString()).toBe('{"id" : 1.0}')
  })

  test('a malformed line in the middle of a stream is kept with its number, and the lines around it are taken', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const body = `${ndjson([cloudEvent(1)])}\nnot json\r\n${ndjson([cloudEvent(2)]).trimEnd()}`
    const { status, lines } = await post(server, NDJSON, body)
    expect(status).toBe(200)
    expect(lines).toMatchObject([
      { line: 1, status: 'accepted' },
      { line: 3, status: 'quarantined', reasons: [{ code: 'JSON_MALFORMED', path: '' }] },
      { line: 4, status: 'accepted' },
      { summary: { accepted: 2, duplicate: 0, corrected: 0, quarantined: 1, complete: true } },
    ])
    const entry = await server.quarantine.get(String(lines[1]?.['quarantine_id']))
    expect(entry).toMatchObject({ origin: { channel: 'http', line: 3 }, state: 'held' })
    expect(Buffer.from(entry?.bytes ?? []).toString()).toBe('not json')
  })

  test.each<[string, string, string, Record<string, string>, number, string]>([
    ['another media type', 'text/csv', 'a,b', {}, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['JSON without ce- headers', 'application/json', '{}', {}, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['a batch with ce- headers', BATCH, '[]', { 'ce-id': '1' }, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['another charset', `${STRUCTURED}; charset=gb18030`, '{}', {}, 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [
      'a packed body',
      STRUCTURED,
      '{}',
      { 'content-encoding': 'gzip' },
      415,
      'CONTENT_ENCODING_UNSUPPORTED',
    ],
    [
      'another packing',
      NDJSON,
      '{}',
      { 'content-encoding': 'br' },
      415,
      'CONTENT_ENCODING_UNSUPPORTED',
    ],
  ])('%s is refused before it is read', async (_name, contentType, body, headers, status, code) => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    expect(await post(server, contentType, body, headers)).toMatchObject({
      status,
      json: { code, status },
    })
    expect(await server.log.head()).toBe(0)
  })
})

describe('limits hold at the limit and refuse one past it', () => {
  test('the bytes of one event', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const event = JSON.stringify(cloudEvent(1))
    const full = Buffer.from(event + ' '.repeat(EVENT_BYTES_MAX - Buffer.byteLength(event)))
    expect(await post(server, STRUCTURED, full)).toMatchObject({ status: 200 })
    const past = await post(server, STRUCTURED, Buffer.concat([full, Buffer.from(' ')]))
    expect(past).toMatchObject({ status: 413, json: { code: 'BODY_TOO_LARGE' } })
    const lines = Buffer.concat([
      full,
      Buffer.from('\n'),
      full,
      Buffer.from(' \n'),
      Buffer.from(ndjson([cloudEvent(2)])),
    ])
    expect((await post(server, NDJSON, lines)).lines).toMatchObject([
      { line: 1, status: 'duplicate' },
      { line: 2, status: 'quarantined', reasons: [{ code: 'LINE_TOO_LONG' }] },
      { line: 3, status: 'accepted' },
      { summary: { accepted: 1, duplicate: 1, quarantined: 1 } },
    ])
    const inBatch = await post(
      server,
      BATCH,
      `[${JSON.stringify(cloudEvent(3, { id: 'x'.repeat(EVENT_BYTES_MAX) }))}]`,
    )
    expect(inBatch.json).toMatchObject([
      { status: 'quarantined', reasons: [{ code: 'EVENT_TOO_LARGE' }] },
    ])
  })

  test('the events and the bytes of one batch', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const many = Array.from({ length: BATCH_EVENTS_MAX }, () => cloudEvent(1))
    const full = await post(server, BATCH, JSON.stringify(many))
    expect(countsBy(full.json as unknown as { status: string }[], ({ status }) => status)).toEqual({
      accepted: 1,
      duplicate: BATCH_EVENTS_MAX - 1,
    })
    expect(codesOf(await post(server, BATCH, JSON.stringify([...many, cloudEvent(1)])))).toEqual([
      'BATCH_TOO_LONG',
    ])
    expect(await post(server, BATCH, ' '.repeat(BATCH_BYTES_MAX + 1))).toMatchObject({
      status: 413,
    })
  })
})

describe('amendments', () => {
  test('a source amends its own facts, names them by their first report, and keeps their subject', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    await post(server, NDJSON, ndjson([cloudEvent(1), retraction(2, 1)]))
    const answer = await post(
      server,
      BATCH,
      JSON.stringify([
        retraction(3, 1, { source: 'urn:example:others' }),
        retraction(4, 1, { subject: 'tw-epa:F9' }),
        retraction(5, 2, { subject: 'tw-epa:F1' }),
        cloudEvent(6),
        retraction(7, 6, { subject: 'tw-epa:F9' }),
        retraction(8, 900),
      ]),
    )
    const results = answer.json as unknown as { status: string; reasons?: { code: string }[] }[]
    expect(
      results.map(({ status, reasons }) => reasons?.map(({ code }) => code) ?? status),
    ).toEqual([
      ['AMENDMENT_FOREIGN'],
      ['AMENDMENT_SUBJECT'],
      ['AMENDMENT_TARGET'],
      'accepted',
      ['AMENDMENT_SUBJECT'],
      'accepted',
    ])
  })
})

describe('a stream that ends early', () => {
  test('a packed stream that is cut keeps what came before and says that it is damaged', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const packed = gzipSync(ndjson(Array.from({ length: 5_000 }, (_, n) => cloudEvent(n))))
    const { lines } = await post(server, NDJSON, packed.subarray(0, packed.length - 200), {
      'content-encoding': 'gzip',
    })
    const last = lines.at(-1)
    expect(last).toMatchObject({
      summary: { complete: false },
      problem: { code: 'STREAM_DAMAGED', status: 400 },
    })
    const accepted = Number(/"accepted":(\d+)/.exec(JSON.stringify(last))?.[1])
    expect(accepted).toBeGreaterThan(1_000)
    expect(await eventsIn(server.log)).toBe(accepted)
    expect(server.logged).toEqual([])
  })

  test('a client that goes away loses no line that was answered, and the server goes on', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    await server.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = new URL(server.app.listeningOrigin)
    const socket = connect(Number(port), '127.0.0.1')
    let answered = ''
    socket.on('data', (chunk) => (answered += chunk.toString()))
    socket.on('error', () => {})
    socket.write(`${POST}content-type: ${NDJSON}\r\ntransfer-encoding: chunked\r\n\r\n`)
    for (let n = 0; n < 3_000; n += 100) {
      const body = ndjson(Array.from({ length: 100 }, (_, at) => cloudEvent(n + at)))
      socket.write(`${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`)
    }
    const half = '{"specversion":"1.0","id":"never'
    socket.write(`${half.length.toString(16)}\r\n${half}\r\n`)
    await expect.poll(() => answered.match(/"accepted"/g)?.length ?? 0).toBe(3_000)
    socket.destroy()
    expect(await post(server, STRUCTURED, JSON.stringify(cloudEvent(1)))).toMatchObject({
      json: { status: 'duplicate' },
    })
    const events = await eventsOf(server.log)
    expect(events).toHaveLength(3_000)
    expect((await server.quarantine.list({ limit: 1 })).entries).toEqual([])
  })
})

test('a client that reads nothing before it has sent everything gets the whole answer all the same', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const block = ndjson(Array.from({ length: 1_000 }, (_, n) => cloudEvent(n)))
  const socket = connect(Number(new URL(server.app.listeningOrigin).port), '127.0.0.1')
  socket.pause()
  const head = `${POST}connection: close\r\ncontent-type: ${NDJSON}\r\n`
  socket.write(`${head}content-length: ${Buffer.byteLength(block) * 120}\r\n\r\n`)
  for (let sent = 0; sent < 120; sent++)
    await new Promise((resolve) => socket.write(block, resolve))
  // The answer is 15 MB, more than the buffers between the two hold.
  let answer = ''
  for await (const chunk of socket) answer += Buffer.from(chunk as Uint8Array).toString('latin1')
  expect(answer).toContain(
    '"accepted":1000,"duplicate":119000,"corrected":0,"quarantined":0,"complete":true',
  )
})

test('200,000 lines pass in constant memory, answered line by line', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const block = Buffer.from(ndjson(Array.from({ length: 1_000 }, (_, n) => cloudEvent(n))))
  let blocks = 200
  let memoryMax = 0
  const memoryBefore = memoryInUse()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (blocks % 50 === 25) memoryMax = Math.max(memoryMax, memoryInUse())
      if (blocks-- > 0) controller.enqueue(block)
      else controller.close()
    },
  })
  const response = await fetch(`${server.app.listeningOrigin}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': NDJSON },
    body,
    duplex: 'half',
  })
  let lines = 0
  let tail = ''
  for await (const chunk of response.body ?? []) {
    const text = Buffer.from(chunk as Uint8Array).toString()
    lines += text.split('\n').length - 1
    tail = (tail + text).slice(-200)
  }
  expect(lines).toBe(200_001)
  expect(tail).toContain(
    '{"summary":{"accepted":1000,"duplicate":199000,' +
      '"corrected":0,"quarantined":0,"complete":true}}',
  )
  // The stream is 48 MB and its answer 25 MB; a buffer of either would show.
  expect(memoryMax - memoryBefore).toBeLessThan(40 * 1024 * 1024)
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is held on to; garbage that V8 has not got round to does not count. */
function memoryInUse(): number {
  collectGarbage()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

test('random bytes never stop a stream, and every line is accounted for', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom('\n', '\r\n', '{}', '[]', '"', ' ', JSON.stringify(cloudEvent(1))),
    fc.json(),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      const bytes = pieces.map((one) => (typeof one === 'string' ? Buffer.from(one) : one))
      const { status, lines } = await post(server, NDJSON, Buffer.concat(bytes))
      expect(status).toBe(200)
      const text = Buffer.concat(bytes).toString('latin1')
      const all = text.split('\n').map((line) => line.replace(/\r$/, ''))
      const sent = all.filter((line) => /[^ \t\r]/.test(line))
      expect(lines).toHaveLength(sent.length + 1)
      for (const [at, line] of lines.slice(0, -1).entries()) {
        if (line['status'] !== 'quarantined') continue
        const entry = await server.quarantine.get(String(line['quarantine_id']))
        expect(Buffer.from(entry?.bytes ?? []).toString('latin1')).toBe(sent[at])
      }
    }),
    { numRuns: 60 },
  )
  expect(server.logged).toEqual([])
})
