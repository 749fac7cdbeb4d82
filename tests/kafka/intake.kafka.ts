import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, inject, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { runKafkaIntake } from '@jianwei/services/intake/kafka-consumer.ts'
import { redriveDeadLetters } from '@jianwei/services/intake/redrive-dead-letters.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { HANG_MS } from '#/support/hang.ts'
import { sentEvent } from '#/support/kafka/department-events.ts'
import {
  nothingLeft,
  openIntakeStation,
  type IntakeStation,
} from '#/support/kafka/intake-station.ts'
import { testBus } from '#/support/kafka/test-bus.ts'

const brokers = inject('kafkaBrokers')
const SOURCE = 'urn:department:two'
const TOPIC = 'regulation.supervision'

describe.skipIf(brokers === '')('intake from Kafka', () => {
  let station: IntakeStation

  beforeEach(async () => {
    const opened = await openIntakeStation(brokers)
    station = opened
    return () => opened[Symbol.asyncDispose]()
  })

  async function idsInLog(): Promise<string[]> {
    return (await station.eventsOf(SOURCE)).map(({ source_event_id }) => source_event_id)
  }

  test('members come and go under load: what was produced is in the log once each', async () => {
    await using other = testBus(brokers, station.prefix)
    const ending = new AbortController()
    const leaving = new AbortController()
    const first = runKafkaIntake(station.parts(leaving.signal))
    const producing = (async () => {
      for (let at = 0; at < 6_000; at += 100) {
        const run = Array.from({ length: 100 }, (_, number) => structured(at + number))
        // A tenth is sent twice.
        await station.bus.publish([...run, ...run.slice(0, 10)])
        await sleep(30)
      }
    })()
    await sleep(600)
    const second = runKafkaIntake({ ...station.parts(ending.signal), bus: other })
    await sleep(1_200)
    leaving.abort()
    await Promise.all([first, producing])
    await nothingLeft(station.bus)
    ending.abort()
    await second
    const ids = await idsInLog()
    expect(new Set(ids).size).toBe(6_000)
    expect(ids.length).toBe(6_000)
    expect(await station.refusals()).toEqual([])
  })

  test('while the log is away nothing is committed and nothing is lost', async () => {
    await station.bus.publish(Array.from({ length: 500 }, (_, number) => structured(number)))
    let away = true
    const { log, quarantine, clock } = station
    const cutOff: EventLog = {
      append: async (appends) => {
        if (away) throw new LogUnavailable('cut off')
        return log.append(appends)
      },
      read: (stream) => log.read(stream),
      find: (ids) => log.find(ids),
      amendmentsOf: (ids) => log.amendmentsOf(ids),
      follow: (after, options) => log.follow(after, options),
      head: () => log.head(),
      placesAt: (positions) => log.placesAt(positions),
      checkpointAt: (position) => log.checkpointAt(position),
      newest: () => log.newest(),
      [Symbol.asyncDispose]: async () => {},
    }
    const intake = createIntake({ log: cutOff, quarantine, now: () => clock.now })
    const setbacks: string[] = []
    const done = new AbortController()
    const running = runKafkaIntake({
      ...station.parts(done.signal),
      intake,
      onRecoverableError: ({ code }) => setbacks.push(code),
    })
    await sleep(2_000)
    expect(await idsInLog()).toEqual([])
    expect(setbacks.length).toBeGreaterThan(1)
    away = false
    await nothingLeft(station.bus)
    done.abort()
    await running
    expect(new Set(setbacks)).toEqual(new Set(['LOG_UNAVAILABLE']))
    expect(new Set(await idsInLog()).size).toBe(500)
  })

  test('while there is no room nothing is taken', async () => {
    await station.bus.publish([structured(1)])
    let room = false
    const done = new AbortController()
    const running = runKafkaIntake({ ...station.parts(done.signal), hasRoom: () => room })
    await sleep(1_500)
    expect(await idsInLog()).toEqual([])
    room = true
    await nothingLeft(station.bus)
    done.abort()
    await running
    expect(await idsInLog()).toHaveLength(1)
  })

  test('a message that the dead letters cannot hold is in quarantine, and the partition goes on', async () => {
    // The headers of a dead letter make it larger than the broker takes.
    const large = message('site:1', '['.repeat(1_048_420))
    await station.bus.publish([large, message('site:1', '{'), structured(1)])
    const refused: OutgoingMessage[] = []
    const done = new AbortController()
    const running = runKafkaIntake({
      ...station.parts(done.signal),
      onDeadLetterRefused: (letter) => refused.push(letter),
    })
    await nothingLeft(station.bus)
    done.abort()
    await running
    expect(refused.map(({ topic }) => topic)).toEqual(['regulation.supervision.dlq'])
    const entries = await station.refusals()
    expect(entries.filter(({ bytes }) => bytes.length > 1_000_000)).toHaveLength(1)
    expect(entries).toHaveLength(2)
    expect(await idsInLog()).toHaveLength(1)
  })

  test('refused messages are taken after repair, from the quarantine and from the dead letters', async () => {
    // Our clock is wrong: what happened in March lies in the future.
    station.clock.now = '2026-02-01T00:00:00.000Z' as Instant
    await station.bus.publish([
      structured(1),
      structured(2),
      structured(3),
      message('site:4', 'never readable'),
    ])
    await station.takeAll()
    expect(await idsInLog()).toEqual([])
    const entries = await station.refusals()
    expect(entries.flatMap(({ reasons }) => reasons.map(({ code }) => code)).toSorted()).toEqual([
      'JSON_MALFORMED',
      ...Array.from({ length: 6 }, () => 'TIME_IN_FUTURE'),
    ])

    station.clock.now = '2026-11-01T00:00:00.000Z' as Instant
    const now = () => station.clock.now
    const { intake, log, quarantine, bus } = station
    const redrive = createRedrive({ intake, log, quarantine, mappingNamed: () => undefined, now })
    const first = entries.find(({ bytes }) => Buffer.from(bytes).includes('"PenaltyDecided-1"'))
    expect(await redrive(first!.quarantine_id, { actor: 'operator' })).toMatchObject({
      outcome: 'taken',
    })
    expect(await idsInLog()).toEqual(['PenaltyDecided-1'])

    const signal = AbortSignal.timeout(HANG_MS)
    const counts = await redriveDeadLetters(
      { bus, intake, redrive, now, signal },
      { actor: 'operator' },
    )
    expect(counts).toEqual({ taken: 2, settled: 1, refused: 1, foreign: 0 })
    expect((await idsInLog()).toSorted()).toEqual([
      'PenaltyDecided-1',
      'PenaltyDecided-2',
      'PenaltyDecided-3',
    ])
    expect((await station.refusals()).map(({ state }) => state).toSorted()).toEqual([
      'held',
      'redriven',
      'redriven',
      'redriven',
    ])
    // A second run finds nothing new, and what was refused again made no new dead letter.
    expect(await redriveDeadLetters({ bus, intake, redrive, now, signal }, {})).toEqual({
      taken: 0,
      settled: 0,
      refused: 0,
      foreign: 0,
    })
  })
})

function message(key: string, value: string): OutgoingMessage {
  const headers = [['content-type', Buffer.from('application/cloudevents+json')]] as const
  return { topic: TOPIC, key: Buffer.from(key), value: Buffer.from(value), headers }
}

function structured(number: number): OutgoingMessage {
  const event = sentEvent(SOURCE, 'PenaltyDecided', number)
  return message(event.subject, JSON.stringify(event))
}
