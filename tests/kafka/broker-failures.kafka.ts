import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { BusRefused, BusUnavailable } from '@jianwei/events/ports/message-bus.ts'
import { runKafkaIntake } from '@jianwei/services/intake/kafka-consumer.ts'
import { supervise } from '@jianwei/services/lifecycle/supervise.ts'
import { HANG_MS } from '#/support/hang.ts'
import { sentEvent } from '#/support/kafka/department-events.ts'
import { nothingLeft, openIntakeStation } from '#/support/kafka/intake-station.ts'
import { startBroker } from '#/support/kafka/broker-of-tests.ts'
import { newGroup, newTopic, testBus, textMessage } from '#/support/kafka/test-bus.ts'

const brokers = inject('kafkaBrokers')
const SOURCE = 'urn:department:three'

describe.skipIf(inject('noBrokerOfOurOwn') !== '')('a broker of our own', () => {
  test('is killed and started again twice under load: every acknowledged message is in the log once', async () => {
    await using broker = await startBroker()
    await using station = await openIntakeStation(broker.address)
    await using producer = testBus(broker.address, station.prefix)
    const ending = new AbortController()
    const crashes: unknown[] = []
    const intake = supervise(() => runKafkaIntake(station.parts(ending.signal)), {
      name: 'intake',
      signal: ending.signal,
      retry_delay_ms: 200,
      onChange: () => {},
      onError: (error) => crashes.push(error),
    })
    const acknowledged = new Set<string>()
    const halting = new AbortController()
    const sending = (async () => {
      for (let at = 0; !halting.signal.aborted; at += 50) {
        const events = Array.from({ length: 50 }, (_, number) =>
          sentEvent(SOURCE, 'PenaltyDecided', at + number),
        )
        const run = events.map((event) => structured(event.subject, JSON.stringify(event)))
        // A producer that gets no answer sends again, under the same identities.
        while (!(await producer.publish(run).then(() => true, isUnavailable))) await sleep(200)
        for (const { id } of events) acknowledged.add(id)
        await sleep(20)
      }
    })()
    const killing = (async () => {
      for (let kills = 0; kills < 2; kills++) {
        await sleep(1_500)
        await broker.kill()
        await sleep(500)
        await broker.restart()
      }
      const before = acknowledged.size
      while (acknowledged.size < before + 200) await sleep(50)
      halting.abort()
      await sending
      await nothingLeft(station.bus)
    })()
    await Promise.race([killing, intake])
    ending.abort()
    await intake
    const ids = (await station.eventsOf(SOURCE)).map(({ source_event_id }) => source_event_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([])
    expect(crashes.every((error) => error instanceof BusUnavailable)).toBe(true)
    console.log(
      `broker killed twice: ${acknowledged.size} acknowledged, ${ids.length} in the log, ` +
        `${crashes.length} restarts`,
    )
  })

  test('that stays away ends the consumer and the producer with BusUnavailable', async () => {
    await using broker = await startBroker()
    await using bus = testBus(broker.address)
    const topic = await newTopic(bus, 1)
    await bus.publish([textMessage(topic, 'k', 'v')])
    const begun = Promise.withResolvers<void>()
    const consuming = bus.consume({
      group: newGroup(),
      topics: [topic],
      slice_messages_max: 10,
      signal: AbortSignal.timeout(HANG_MS),
      async handle() {
        begun.resolve()
        return 'taken'
      },
    })
    await Promise.race([begun.promise, consuming])
    await broker.kill()
    await expect(consuming).rejects.toBeInstanceOf(BusUnavailable)
    await expect(bus.publish([textMessage(topic, 'k', 'v')])).rejects.toBeInstanceOf(BusUnavailable)
  })
})

describe.skipIf(brokers === '')('a group', () => {
  test.skipIf(inject('noKcat') !== '')(
    'that other software uses with another protocol ends the consumer',
    async () => {
      await using bus = testBus(brokers)
      const topic = await newTopic(bus, 1)
      const group = newGroup()
      const strategy = ['-X', 'partition.assignment.strategy=range']
      const intruder = spawn('kcat', ['-b', brokers, ...strategy, '-G', group, topic], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      try {
        const joined = Promise.withResolvers<void>()
        intruder.stderr.on('data', (text: Buffer) => {
          if (text.includes('assigned')) joined.resolve()
        })
        await joined.promise
        const consuming = bus.consume({
          group,
          topics: [topic],
          slice_messages_max: 10,
          signal: AbortSignal.timeout(HANG_MS),
          handle: async () => 'taken',
        })
        await expect(consuming).rejects.toBeInstanceOf(BusRefused)
      } finally {
        intruder.kill()
      }
    },
  )

  test('on a topic that does not exist ends the consumer', async () => {
    await using bus = testBus(brokers)
    const consuming = bus.consume({
      group: newGroup(),
      topics: [`absent.${newGroup()}`],
      slice_messages_max: 10,
      signal: AbortSignal.timeout(HANG_MS),
      handle: async () => 'taken',
    })
    await expect(consuming).rejects.toBeInstanceOf(BusUnavailable)
  })
})

function structured(key: string, value: string) {
  const headers = [['content-type', Buffer.from('application/cloudevents+json')]] as const
  return {
    topic: 'regulation.supervision',
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers,
  }
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof BusUnavailable) return false
  throw error
}
