import { beforeAll, describe, expect, inject, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { BusMessage } from '@jianwei/events/ports/message-bus.ts'
import { deadLetterTopicOf } from '@jianwei/events/topics.ts'
import { KEPT_MESSAGE, partsOfKeptMessage } from '@jianwei/services/intake/kept-message.ts'
import { binaryHeaders, sentEvent } from '#/support/kafka/department-events.ts'
import {
  DEAD_LETTERS,
  openIntakeStation,
  type IntakeStation,
} from '#/support/kafka/intake-station.ts'
import { COMPRESSIONS, kcat, type KcatOrder } from '#/support/kafka/kcat.ts'
import { readAll, textOf } from '#/support/kafka/test-bus.ts'

/** What a department's engineer sends with a tool of their own: kcat, librdkafka underneath. */

const brokers = inject('kafkaBrokers')
const missing = brokers === '' ? 'no Kafka' : inject('noKcat')
const SOURCE = 'urn:department:one'
const STRUCTURED: KcatOrder['headers'] = [
  ['content-type', 'application/cloudevents+json; charset=utf-8'],
]

describe.skipIf(missing !== '')('a foreign producer', () => {
  let station: IntakeStation

  beforeAll(async () => {
    const opened = await openIntakeStation(brokers)
    station = opened
    return () => opened[Symbol.asyncDispose]()
  })

  function send(
    order: Omit<KcatOrder, 'brokers' | 'compression'> & Partial<KcatOrder>,
  ): Promise<void> {
    return kcat({
      brokers,
      compression: 'none',
      ...order,
      topic: `${station.prefix}${order.topic}`,
    })
  }

  test('sends both modes in every compression, some twice: each event is in the log once', async () => {
    const expected: string[] = []
    for (const [at, compression] of COMPRESSIONS.entries()) {
      const events = Array.from({ length: 100 }, (_, number) =>
        sentEvent(SOURCE, 'PenaltyDecided', at * 100 + number),
      )
      const messages = events.map((event) => ({ key: event.subject, value: JSON.stringify(event) }))
      // The last ones come again in the same batch: a producer that was not sure.
      await send({
        topic: 'regulation.supervision',
        compression,
        headers: STRUCTURED,
        messages: [...messages, ...messages.slice(90)],
      })
      const complaints = [1, 2, 3].map((number) =>
        sentEvent(SOURCE, 'ComplaintReceived', at * 100 + number),
      )
      for (const event of complaints) {
        const message = { key: event.subject, value: JSON.stringify(event.data) }
        await send({
          topic: 'regulation.complaint',
          compression,
          headers: binaryHeaders(event),
          messages: [message],
        })
      }
      expected.push(...[...events, ...complaints].map(({ id }) => id))
    }
    await station.takeAll()
    const events = await station.eventsOf(SOURCE)
    expect(events.map((event) => event.source_event_id).toSorted()).toEqual(expected.toSorted())
    expect(
      events.every((event) => event.event_id === eventIdOf(SOURCE, event.source_event_id)),
    ).toBe(true)
    expect(await station.refusals()).toEqual([])
  })

  test('binary and structured mode say the same: headers in Chinese, region, department and times arrive', async () => {
    const source = 'urn:department:modes'
    const first = sentEvent(source, 'PenaltyDecided', 1)
    const second = sentEvent(source, 'PenaltyDecided', 2)
    const topic = 'regulation.supervision'
    await send({
      topic,
      headers: STRUCTURED,
      messages: [{ key: 'k', value: JSON.stringify(first) }],
    })
    await send({
      topic,
      headers: binaryHeaders(second),
      messages: [{ key: 'k', value: JSON.stringify(second.data) }],
    })
    await station.takeAll()
    const [structured, binary] = await station.eventsOf(source)
    const [one, other] = [structured!, binary!].map(saidOf)
    expect(one).toEqual(other)
    expect(one).toMatchObject({
      department: '示例区市场监督管理局',
      region: '330203',
      reported_at: '2026-03-11T02:00:00.000Z',
    })
  })

  describe('makes mistakes', () => {
    const source = 'urn:department:mistakes'
    const event = sentEvent(source, 'PenaltyDecided', 1)
    const supervision = 'regulation.supervision'
    const mistakes: {
      name: string
      topic?: string
      headers: KcatOrder['headers']
      value: string | null
      codes: string[]
    }[] = [
      {
        name: 'JSON that is cut',
        headers: STRUCTURED,
        value: '{"specversion":"1.0",',
        codes: ['JSON_MALFORMED'],
      },
      {
        name: 'neither mode',
        headers: [],
        value: JSON.stringify(event),
        codes: ['CLOUDEVENT_MODE'],
      },
      {
        name: 'a family on the topic of another',
        topic: 'regulation.sensing',
        headers: STRUCTURED,
        value: JSON.stringify(event),
        codes: ['TOPIC_FAMILY'],
      },
      {
        name: 'a type that nobody knows',
        headers: STRUCTURED,
        value: JSON.stringify({ ...event, type: 'PenaltyImagined' }),
        codes: ['EVENT_TYPE_UNKNOWN'],
      },
      {
        name: 'a header twice',
        headers: [...binaryHeaders(event), ['ce_id', 'other']],
        value: JSON.stringify(event.data),
        codes: ['HEADER_REPEATED'],
      },
      { name: 'a tombstone', headers: STRUCTURED, value: null, codes: ['VALUE_MISSING'] },
      {
        name: 'a subject with a wrong check digit',
        headers: binaryHeaders({ ...event, subject: '91330203MA00000011' }),
        value: JSON.stringify(event.data),
        codes: ['USCC_CHECK_CHARACTER'],
      },
      {
        name: 'an event that only the platform writes',
        headers: STRUCTURED,
        value: JSON.stringify({ ...event, type: 'WarningRaised', data: {} }),
        codes: ['TYPE_RESERVED'],
      },
    ]

    test('and each one is in quarantine and among the dead letters, with the reason, while good ones pass', async () => {
      for (const [at, { topic = supervision, headers, value }] of mistakes.entries()) {
        await send({
          topic,
          headers: [...headers, ['trace', `mistake-${at}`]],
          messages: [{ key: `mistake-${at}`, value }],
        })
      }
      const good = sentEvent(source, 'PenaltyDecided', 2)
      await send({
        topic: supervision,
        headers: STRUCTURED,
        messages: [{ key: 'good', value: JSON.stringify(good) }],
      })
      await station.takeAll()
      expect(
        (await station.eventsOf(source)).map(({ source_event_id }) => source_event_id),
      ).toEqual([good.id])

      const entries = await station.refusals()
      const letters = await readAll(station.bus, DEAD_LETTERS, mistakes.length)
      expect(entries).toHaveLength(mistakes.length)
      for (const [at, mistake] of mistakes.entries()) {
        const letter = letters.find(
          ({ key }) => Buffer.from(key ?? []).toString() === `mistake-${at}`,
        )
        expect(letter, mistake.name).toBeDefined()
        expectDeadLetter(letter!, { ...mistake, topic: mistake.topic ?? supervision })
        const entry = entries.find(({ origin }) => isPlaceOf(letter!, origin))
        expect(
          entry?.reasons.map(({ code }) => code),
          mistake.name,
        ).toEqual(mistake.codes)
        expect(entry).toMatchObject({ state: 'held', content_type: KEPT_MESSAGE })
        const kept = partsOfKeptMessage(entry!.bytes)
        expect(Buffer.from(kept.key ?? []).toString()).toBe(`mistake-${at}`)
        expect(kept.value === null ? null : textOf(kept)).toBe(mistake.value)
      }
    })
  })
})

function expectDeadLetter(
  letter: BusMessage,
  sent: {
    topic: string
    headers: KcatOrder['headers']
    value: string | null
    codes: readonly string[]
  },
): void {
  expect(letter.topic).toBe(deadLetterTopicOf(sent.topic))
  expect(letter.value === null ? null : textOf(letter)).toBe(sent.value)
  const headers = letter.headers.map(([name, value]) => [name, Buffer.from(value).toString()])
  expect(headers).toEqual(expect.arrayContaining(sent.headers.map((header) => [...header])))
  const added = new Map(headers.filter(([name]) => name?.startsWith('dlq-')) as [string, string][])
  expect(added.get('dlq-topic')).toBe(sent.topic)
  expect(added.get('dlq-reason')).toContain(sent.codes[0])
  expect([...added.keys()].toSorted()).toEqual([
    'dlq-offset',
    'dlq-partition',
    'dlq-reason',
    'dlq-topic',
  ])
}

function isPlaceOf(letter: BusMessage, origin: { readonly channel: string }): boolean {
  const added = new Map(
    letter.headers.map(([name, value]) => [name, Buffer.from(value).toString()]),
  )
  const place = {
    channel: 'kafka',
    topic: added.get('dlq-topic'),
    partition: Number(added.get('dlq-partition')),
    offset: Number(added.get('dlq-offset')),
  }
  return JSON.stringify(origin) === JSON.stringify(place)
}

/** What an event says, without its identity and its place in the log. */
function saidOf(event: RecordedEvent) {
  const {
    event_id: _id,
    source_event_id: _sourceId,
    subject_id: _subject,
    position: _position,
    ordinal: _ordinal,
    stream: _stream,
    revision: _revision,
    correlation_id: _correlation,
    ...said
  } = event
  return said
}
