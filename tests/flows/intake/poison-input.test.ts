import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { EventTooLarge } from '@jianwei/events/errors.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { BusMessage, MessageBus } from '@jianwei/events/ports/message-bus.ts'
import type { QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import type * as CloudEventFile from '@jianwei/services/intake/cloud-event.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { runKafkaIntake } from '@jianwei/services/intake/kafka-consumer.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { HANG_MS } from '#/support/hang.ts'
import { cloudEvent, ndjson } from '#/support/intake/cloud-events.ts'
import {
  eventsOf,
  intakeServer,
  temporaryFolder,
  type IntakeServer,
} from '#/support/intake/intake-server.ts'

/**
 * What the reader of CloudEvents is made to throw at: a fault of ours that no input is known to
 * meet.
 */
const FAULT = 'urn:example:fault'

vi.mock('@jianwei/services/intake/cloud-event.ts', async (original) => {
  const real = await original<typeof CloudEventFile>()
  return {
    ...real,
    readCloudEvent: (...args: Parameters<typeof real.readCloudEvent>) => {
      const [input] = args
      if (JSON.stringify(input).includes(FAULT))
        throw new RangeError(`the reader fails at ${FAULT}`)
      return real.readCloudEvent(...args)
    },
  }
})

const STRUCTURED = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'
const NDJSON = 'application/x-ndjson'
const TOPIC = 'regulation.supervision'

const MAPPING = readMapping(
  `
mapping: rows
description: a row is a violation
source: urn:example:rows
input: { format: ndjson }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: shop:{shop}
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { case_number: '{id}', legal_basis: { column: law, optional: true } }
`,
  'rows.yaml',
)

/** JSON of so many levels. */
const nested = (levels: number, opening = '[', closing = ']'): string =>
  `${opening.repeat(levels)}1${closing.repeat(levels)}`

/** A CloudEvent with one more member, whose value is this text of JSON. */
function withMember(name: string, json: string): string {
  return JSON.stringify(cloudEvent(13)).replace(/\}$/, `,${JSON.stringify(name)}:${json}}`)
}

const withData = (json: string): string =>
  JSON.stringify(cloudEvent(13, { data: 0 })).replace('"data":0', `"data":${json}`)

const POISON: readonly (readonly [string, string, string])[] = [
  ...[101, 10_500, 350_000].flatMap((levels) => [
    [`data of ${levels} lists`, withData(nested(levels)), 'JSON_TOO_DEEP'] as const,
    [
      `an unknown field of ${levels} lists`,
      withData(`{"case_number":"c","x":${nested(levels)}}`),
      'JSON_TOO_DEEP',
    ] as const,
    [
      `an extension attribute of ${levels} lists`,
      withMember('trace', nested(levels)),
      'JSON_TOO_DEEP',
    ] as const,
  ]),
  ['data of 200,000 objects', withData(nested(200_000, '{"":', '}')), 'JSON_TOO_DEEP'],
  [
    'a correction of 10,500 lists',
    withData(
      `{"fact":{"source":"urn:a","id":"1"},"reason":"r","replacement":{"data":${nested(10_500)}}}`,
    ).replace('ViolationFound', 'FactCorrected'),
    'JSON_TOO_DEEP',
  ],
  ['no object but 350,000 lists', nested(350_000), 'JSON_TOO_DEEP'],
  [
    'an event at which the reader fails',
    JSON.stringify(cloudEvent(13, { dataschema: FAULT })),
    'READER_FAILED',
  ],
  [
    'a whole number beyond 2^53',
    withData('{"case_number":12345678901234567890}'),
    'NUMBER_TOO_LARGE',
  ],
  [
    'a number that would be rounded',
    withData('{"case_number":1234567890123.456789}'),
    'NUMBER_NOT_EXACT',
  ],
  [
    'a number as its id',
    JSON.stringify(cloudEvent(13)).replace('"v-13"', '12345678901234567890'),
    'CLOUDEVENT_ATTRIBUTE_INVALID',
  ],
  [
    'a field that stands twice',
    withData('{"case_number":"1","case_number":"2"}'),
    'JSON_NAME_REPEATED',
  ],
]

async function kept({ quarantine }: OpenIntake): Promise<readonly QuarantineEntry[]> {
  return (await quarantine.list({ limit: 100 })).entries
}

/** The codes of what is held, and whether its bytes are those that were sent. */
async function heldAs(
  opened: OpenIntake,
  sent: string,
): Promise<readonly (readonly [string, boolean])[]> {
  return (await kept(opened)).map(({ reasons, bytes }) => [
    reasons.map(({ code }) => code).join(' '),
    Buffer.from(bytes).includes(Buffer.from(sent)),
  ])
}

async function acceptedIds({ log }: OpenIntake): Promise<readonly string[]> {
  return (await eventsOf(log))
    .filter(({ type }) => type === 'ViolationFound')
    .map((event) => event.source_event_id)
}

async function post(
  { app }: IntakeServer,
  type: string,
  payload: string,
  headers: Record<string, string> = {},
) {
  const sent = { 'content-type': type, ...headers }
  return app.inject({ method: 'POST', url: '/v1/events', payload, headers: sent })
}

describe.each(POISON)('%s costs one message', (_name, poison, code) => {
  test('in a stream, in a batch, and as one event', async () => {
    using folder = temporaryFolder()
    await using server = await intakeServer(folder.path)
    const stream = await post(
      server,
      NDJSON,
      `${ndjson([cloudEvent(1)])}${poison}\n${ndjson([cloudEvent(2)])}`,
    )
    expect(JSON.parse(stream.body.trimEnd().split('\n').at(-1) ?? '')).toEqual({
      summary: { accepted: 2, duplicate: 0, corrected: 0, quarantined: 1, complete: true },
    })
    expect(await heldAs(server, poison)).toEqual([[code, true]])
    const batch = await post(
      server,
      BATCH,
      `[${JSON.stringify(cloudEvent(3))},${poison},${JSON.stringify(cloudEvent(4))}]`,
    )
    expect(batch.json<{ status: string }[]>().map(({ status }) => status)).toEqual([
      'accepted',
      'quarantined',
      'accepted',
    ])
    expect((await post(server, STRUCTURED, poison)).statusCode).toBe(422)
    expect((await post(server, STRUCTURED, JSON.stringify(cloudEvent(5)))).statusCode).toBe(200)
    expect(await acceptedIds(server)).toEqual(['v-1', 'v-2', 'v-3', 'v-4', 'v-5'])
    // The same bytes over one channel are one entry.
    expect(await heldAs(server, poison)).toEqual([[code, true]])
    const [entry] = await kept(server)
    const again = await server.app.inject({
      method: 'POST',
      url: `/v1/quarantine/${entry?.quarantine_id ?? ''}/redrive`,
      payload: {},
    })
    expect(again.json()).toMatchObject({ status: 422, reasons: [{ code }] })
  })

  test('on the bus', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const letters: BusMessage[] = []
    const values = [JSON.stringify(cloudEvent(1)), poison, JSON.stringify(cloudEvent(2))]
    const bus = busOf(values.map(message), letters)
    await runKafkaIntake({
      bus,
      intake: opened.intake,
      now: opened.now,
      signal: AbortSignal.timeout(HANG_MS),
    })
    expect(await acceptedIds(opened)).toEqual(['v-1', 'v-2'])
    expect(await heldAs(opened, poison)).toEqual([[code, true]])
    expect(letters.map(({ value }) => Buffer.from(value ?? []).toString() === poison)).toEqual([
      true,
    ])
  })
})

test('the body of a binary event is as deep as data may be, or is refused', async () => {
  using folder = temporaryFolder()
  await using server = await intakeServer(folder.path)
  const { data, ...attributes } = cloudEvent(1)
  const headers = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      `ce-${name}`,
      encodeURIComponent(String(value)),
    ]),
  )
  const deep = await post(server, 'application/json', nested(10_500), headers)
  expect(deep.json()).toMatchObject({
    status: 422,
    reasons: [{ code: 'JSON_TOO_DEEP', path: 'data' }],
  })
  expect((await post(server, 'application/json', JSON.stringify(data), headers)).statusCode).toBe(
    200,
  )
})

test('a row of a file that is too deep, or at which the reader fails, costs one row; so it does when it is sent again', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const path = join(folder.path, 'rows.ndjson')
  const row = (id: number, more = ''): string =>
    `{"id":${id},"shop":${id},"day":"2026-03-01"${more}}`
  const bad = [
    row(2, `,"x":${nested(10_500)}`),
    row(3, `,"law":"${FAULT}"`),
    row(4, `,"x":${nested(400_000)}`),
  ]
  writeFileSync(path, [row(1), ...bad, row(5)].join('\n'))
  expect(await importFile(path, MAPPING, opened)).toMatchObject({ accepted: 2, quarantined: 3 })
  const entries = await kept(opened)
  expect(entries.map(({ reasons }) => reasons[0]?.code)).toEqual([
    'JSON_TOO_DEEP',
    'READER_FAILED',
    'JSON_TOO_DEEP',
  ])
  expect(entries.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(bad)
  const redrive = createRedrive({ ...opened, mappingNamed: () => MAPPING })
  for (const { quarantine_id, reasons } of entries) {
    expect(await redrive(quarantine_id, {})).toMatchObject({
      outcome: 'refused',
      reasons: [{ code: reasons[0]?.code }],
    })
  }
})

test('an event that the log cannot write costs one event, and the log going away costs none', async () => {
  using folder = temporaryFolder()
  await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const { log } = opened
  let attempts = 0
  const intake = createIntake({
    ...opened,
    log: {
      find: (ids) => log.find(ids),
      amendmentsOf: (ids) => log.amendmentsOf(ids),
      head: () => log.head(),
      placesAt: (positions) => log.placesAt(positions),
      checkpointAt: (position) => log.checkpointAt(position),
      newest: () => log.newest(),
      read: (stream) => log.read(stream),
      follow: (after, options) => log.follow(after, options),
      append: async (appends: readonly StreamAppend[]) => {
        attempts += 1
        const ids = appends.flatMap(({ events }) =>
          events.map(({ source_event_id }) => source_event_id),
        )
        if (ids.includes('v-7')) throw new RangeError('Maximum call stack size exceeded')
        if (ids.includes('v-8')) throw new EventTooLarge('event v-8', { bytes: 9, bytes_max: 8 })
        return log.append(appends)
      },
      [Symbol.asyncDispose]: async () => {},
    },
  })
  const texts = Array.from({ length: 20 }, (_, n) => JSON.stringify(cloudEvent(n)))
  const letters: BusMessage[] = []
  await runKafkaIntake({
    bus: busOf(texts.map(message), letters),
    intake,
    now: opened.now,
    signal: AbortSignal.timeout(HANG_MS),
  })
  expect(await acceptedIds(opened)).toEqual(
    texts.flatMap((_, n) => (n === 7 || n === 8 ? [] : [`v-${n}`])),
  )
  expect(await heldAs(opened, texts[7] ?? '')).toEqual([
    ['TAKING_FAILED', true],
    ['EVENT_TOO_LARGE', false],
  ])
  expect(letters).toHaveLength(2)
  expect(attempts).toBeLessThan(20)
})

test('a log that is closed blames no input', async () => {
  using folder = temporaryFolder()
  const opened = openIntake({ log_path: join(folder.path, 'log.db') })
  const kept: unknown[] = []
  const intake = createIntake({
    ...opened,
    quarantine: {
      ...opened.quarantine,
      lookAhead: async () => {},
      keep: async (entries) => entries.map((entry) => (kept.push(entry), 'kept' as const)),
    },
  })
  await opened[Symbol.asyncDispose]()
  const origin = { channel: 'http', line: null } as const
  const reading = { ok: true, events: [] } as const
  const refused = { ok: false, source: null, reasons: [] } as const
  const inputs = [reading, refused].map((one) => ({
    reading: one,
    origin,
    content_type: STRUCTURED,
    bytes: Buffer.from('{'),
  }))
  await expect(intake.take(inputs)).rejects.toThrow('closed')
  expect(kept).toHaveLength(1)
})

function message(text: string, offset: number): BusMessage {
  const headers = [['content-type', Buffer.from(STRUCTURED)]] as const
  return {
    topic: TOPIC,
    partition: 0,
    offset,
    timestamp_ms: 0,
    key: null,
    value: Buffer.from(text),
    headers,
  }
}

/** A bus with these messages in one partition; it ends when they are taken. */
function busOf(messages: readonly BusMessage[], letters: BusMessage[]): MessageBus {
  return {
    consume: async ({ handle }) => {
      expect(await handle(messages)).toBe('taken')
    },
    publish: async (sent) => {
      letters.push(
        ...sent.map((one) => ({ ...one, partition: 0, offset: letters.length, timestamp_ms: 0 })),
      )
    },
    lag: async () => [],
    [Symbol.asyncDispose]: async () => {},
  }
}
