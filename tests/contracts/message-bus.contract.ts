import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { BusRefused, type BusMessage, type MessageBus } from '@jianwei/events/ports/message-bus.ts'
import { HANG_MS } from '#/support/hang.ts'
import { newGroup, readAll, textMessage, textOf } from '#/support/kafka/test-bus.ts'

/** What every message bus promises (`events/ports/message-bus.ts`). */

export interface BusUnderTest {
  readonly name: string
  /** Why it cannot be tested here; empty when it can. */
  readonly missing: string
  readonly open: () => MessageBus
  /** A topic that nobody else uses. */
  readonly newTopic: (partitions: number) => Promise<string>
}

export function messageBusContract({ name, missing, open, newTopic }: BusUnderTest): void {
  describe.skipIf(missing !== '')(`${name} keeps the message bus contract`, () => {
    test('a message comes as it was sent: key, value, headers in order and repeated, place', async () => {
      await using bus = open()
      const topic = await newTopic(1)
      const headers = [
        ['b', Buffer.from([0, 255])],
        ['a', Buffer.from('first')],
        ['a', Buffer.from('second')],
        ['constructor', Buffer.from('named like what every object has')],
      ] as const
      const before = Date.now()
      await bus.publish([
        { topic, key: Buffer.from([1, 2]), value: Buffer.from('值'), headers },
        { topic, key: null, value: null, headers: [] },
      ])
      const [first, second] = await readAll(bus, [topic], 2)
      expect(first).toMatchObject({
        topic,
        partition: 0,
        offset: 0,
        key: Buffer.from([1, 2]),
        headers,
      })
      expect(textOf(first!)).toBe('值')
      expect(first!.timestamp_ms).toBeGreaterThanOrEqual(before)
      expect(first!.timestamp_ms).toBeLessThanOrEqual(Date.now())
      expect(second).toMatchObject({ offset: 1, key: null, value: null, headers: [] })
    })

    test('messages of one key stay in order, in slices no longer than asked for, one at a time', async () => {
      await using bus = open()
      const topic = await newTopic(3)
      const sent = Array.from({ length: 600 }, (_, at) =>
        textMessage(topic, `key-${at % 7}`, String(at)),
      )
      await bus.publish(sent)
      const read: BusMessage[] = []
      const busy = new Set<number>()
      const done = new AbortController()
      await bus.consume({
        group: newGroup(),
        topics: [topic],
        slice_messages_max: 50,
        signal: done.signal,
        async handle(slice) {
          const { partition } = slice[0]!
          expect(slice.length).toBeLessThanOrEqual(50)
          expect(new Set(slice.map((message) => message.partition))).toEqual(new Set([partition]))
          expect(busy.has(partition)).toBe(false)
          busy.add(partition)
          await sleep(2)
          busy.delete(partition)
          read.push(...slice)
          if (read.length >= sent.length) done.abort()
          return 'taken'
        },
      })
      for (const ofKey of Map.groupBy(read, ({ key }) =>
        Buffer.from(key ?? []).toString(),
      ).values()) {
        const order = ofKey.map((message) => Number(textOf(message)))
        expect(order).toEqual(order.toSorted((a, b) => a - b))
      }
      expect(read.map(textOf).toSorted()).toEqual(sent.map(textOf).toSorted())
    })

    test('only what was taken is committed: the next member begins right behind it', async () => {
      await using bus = open()
      const topic = await newTopic(1)
      const group = newGroup()
      await bus.publish(Array.from({ length: 30 }, (_, at) => textMessage(topic, 'k', String(at))))
      const broken = new Error('the store broke')
      let slices = 0
      const consuming = bus.consume({
        group,
        topics: [topic],
        slice_messages_max: 10,
        signal: AbortSignal.timeout(HANG_MS),
        async handle() {
          slices += 1
          if (slices === 2) throw broken
          return 'taken'
        },
      })
      await expect(consuming).rejects.toBe(broken)
      expect(slices).toBe(2)
      expect(await bus.lag(group, [topic])).toMatchObject([
        { next_offset: 10, end_offset: 30, lag_messages: 20 },
      ])
      const rest: string[] = []
      const done = new AbortController()
      await bus.consume({
        group,
        topics: [topic],
        slice_messages_max: 100,
        signal: done.signal,
        async handle(slice) {
          rest.push(...slice.map(textOf))
          if (rest.length >= 20) done.abort()
          return 'taken'
        },
      })
      expect(rest).toEqual(Array.from({ length: 20 }, (_, at) => String(at + 10)))
      expect(await bus.lag(group, [topic])).toMatchObject([{ next_offset: 30, lag_messages: 0 }])
    })

    test('a full receiver is offered the slice again later, while other partitions go on', async () => {
      await using bus = open()
      const topic = await newTopic(2)
      // Two keys that the partitioner puts in different partitions.
      await bus.publish(
        Array.from({ length: 40 }, (_, at) => textMessage(topic, `key-${at % 20}`, String(at))),
      )
      const offers: { partition: number; outcome: 'taken' | 'full' }[] = []
      const taken: string[] = []
      const done = new AbortController()
      await bus.consume({
        group: newGroup(),
        topics: [topic],
        slice_messages_max: 100,
        signal: done.signal,
        async handle(slice) {
          const { partition } = slice[0]!
          const refusals = offers.filter((offer) => offer.partition === partition).length
          const outcome = partition === 0 && refusals < 2 ? 'full' : 'taken'
          offers.push({ partition, outcome })
          if (outcome === 'taken') taken.push(...slice.map(textOf))
          if (taken.length >= 40) done.abort()
          return outcome
        },
      })
      expect(taken.toSorted()).toEqual(Array.from({ length: 40 }, (_, at) => String(at)).toSorted())
      expect(
        offers.filter(({ partition }) => partition === 0).map(({ outcome }) => outcome),
      ).toEqual(['full', 'full', 'taken'])
      const other = offers.findIndex(({ partition }) => partition === 1)
      expect(other).toBeLessThan(offers.findLastIndex(({ partition }) => partition === 0))
    })

    test('an abort lets the slice in hand finish and be committed', async () => {
      await using bus = open()
      const topic = await newTopic(1)
      const group = newGroup()
      await bus.publish(Array.from({ length: 20 }, (_, at) => textMessage(topic, 'k', String(at))))
      const stop = new AbortController()
      let finished = false
      await bus.consume({
        group,
        topics: [topic],
        slice_messages_max: 10,
        signal: stop.signal,
        async handle() {
          stop.abort()
          await sleep(300)
          finished = true
          return 'taken'
        },
      })
      expect(finished).toBe(true)
      expect(await bus.lag(group, [topic])).toMatchObject([{ next_offset: 10, lag_messages: 10 }])
    })

    test('a second member that joins during a batch gets its share, and nothing is lost or committed unread', async () => {
      await using bus = open()
      await using other = open()
      const topic = await newTopic(4)
      const group = newGroup()
      const sent = Array.from({ length: 4_000 }, (_, at) =>
        textMessage(topic, `key-${at % 50}`, String(at)),
      )
      await bus.publish(sent)
      const effect = new Map<string, string[]>()
      const done = new AbortController()
      const member = (name: string, through: MessageBus) =>
        through.consume({
          group,
          topics: [topic],
          slice_messages_max: 20,
          signal: AbortSignal.any([done.signal, AbortSignal.timeout(HANG_MS)]),
          async handle(slice) {
            await sleep(40)
            for (const message of slice) {
              const place = `${message.partition}:${message.offset}`
              effect.set(place, [...(effect.get(place) ?? []), name])
            }
            if (effect.size >= sent.length) done.abort()
            return 'taken'
          },
        })
      const first = member('first', bus)
      while (effect.size < 400) await sleep(10)
      await Promise.all([first, member('second', other)])
      expect(effect.size).toBe(sent.length)
      const readers = [...effect.values()].flat()
      expect(new Set(readers)).toEqual(new Set(['first', 'second']))
      // Every slice was committed before the partition was given back, so none came twice.
      expect(readers.length).toBe(sent.length)
      for (const { lag_messages } of await bus.lag(group, [topic])) expect(lag_messages).toBe(0)
    })

    test('the lag of a group that never read is the whole topic', async () => {
      await using bus = open()
      const topic = await newTopic(2)
      await bus.publish(Array.from({ length: 9 }, (_, at) => textMessage(topic, `k${at}`, 'x')))
      const lags = await bus.lag(newGroup(), [topic])
      expect(new Set(lags.map(({ partition }) => partition))).toEqual(new Set([0, 1]))
      expect(lags.every(({ next_offset }) => next_offset === null)).toBe(true)
      expect(lags.reduce((sum, { lag_messages }) => sum + lag_messages, 0)).toBe(9)
    })

    test('a message that is too large is refused, and the next one is published', async () => {
      await using bus = open()
      const topic = await newTopic(1)
      const large = textMessage(topic, 'k', 'x'.repeat(2 * 1024 * 1024))
      await expect(bus.publish([large])).rejects.toBeInstanceOf(BusRefused)
      await bus.publish([textMessage(topic, 'k', 'small')])
      expect((await readAll(bus, [topic], 1)).map(textOf)).toEqual(['small'])
    })

    test('many messages that no single batch could hold are published', async () => {
      await using bus = open()
      const topic = await newTopic(1)
      await bus.publish(
        Array.from({ length: 300 }, (_, at) =>
          textMessage(topic, 'k', `${at} ${'x'.repeat(10_000)}`),
        ),
      )
      expect(
        (await readAll(bus, [topic], 300)).map((message) => Number(textOf(message).split(' ')[0])),
      ).toEqual(Array.from({ length: 300 }, (_, at) => at))
    })
  })
}
