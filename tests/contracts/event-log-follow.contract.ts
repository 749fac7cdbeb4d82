import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import {
  appendOne,
  type Checkpoint,
  type EventLog,
  type FollowOptions,
  type LogBatch,
} from '@jianwei/events/ports/event-log.ts'
import { someEvent, someEvents, someStream } from '#/support/log/events.ts'
import type { EventLogPlace } from './event-log.contract.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'

/** What every adapter of the event log port keeps for those who follow it. */
export function eventLogFollowContract(name: string, newData: () => Promise<EventLogPlace>): void {
  describe(`${name} can be followed`, () => {
    let log: EventLog
    const own = logForEachTest(newData, (opened) => void (log = opened))
    let stop: AbortController
    beforeEach(() => {
      stop = new AbortController()
    })
    afterEach(() => stop.abort())

    async function append(count: number): Promise<void> {
      await appendOne(log, someStream(), 'any', someEvents(count))
    }

    function follow(
      after: Checkpoint | 'start',
      options: Partial<FollowOptions> = {},
    ): AsyncIterable<LogBatch> {
      return log.follow(after, { signal: stop.signal, batch_events_max: 100, ...options })
    }

    async function all(
      after: Checkpoint | 'start',
      options: Partial<FollowOptions> = {},
    ): Promise<readonly LogBatch[]> {
      return Array.fromAsync(follow(after, options))
    }

    test('from the start until the head: every event once, in log order, then it ends', async () => {
      await append(3)
      await append(4)
      expect(positions(await all('start', { until: 'head' }))).toEqual(upTo(7))
    })

    test('an empty log ends at its head without a batch', async () => {
      expect(await all('start', { until: 'head' })).toEqual([])
    })

    test('no batch is larger than the limit or empty, and the last one is what remains', async () => {
      await append(25)
      const batches = await all('start', { until: 'head', batch_events_max: 10 })
      expect(batches.map(({ events }) => events.length)).toEqual([10, 10, 5])
    })

    test('batches of thousands keep order and limit', async () => {
      await append(5_000)
      const batches = await all('start', { until: 'head', batch_events_max: 2_300 })
      expect(batches.map(({ events }) => events.length)).toEqual([2_300, 2_300, 400])
      expect(positions(batches)).toEqual(upTo(5_000))
    })

    test('a batch of no events cannot be asked for', () => {
      expect(() => follow('start', { batch_events_max: 0 })).toThrow(RangeError)
    })

    test('each checkpoint resumes behind its batch, also after a restart', async () => {
      await append(25)
      const batches = await all('start', { until: 'head', batch_events_max: 10 })
      await own.restart()
      for (const [index, { checkpoint }] of batches.entries()) {
        const rest = positions(await all(checkpoint, { until: 'head' }))
        expect(rest).toEqual(upTo(25, Math.min(index * 10 + 11, 26)))
      }
    })

    test('events are numbered without gaps, whoever gives them and wherever a reader begins', async () => {
      await append(4)
      const stream = someStream()
      await appendOne(log, stream, 'absent', someEvents(5))
      await append(3)
      const batches = await all('start', { until: 'head', batch_events_max: 5 })
      const held = batches.flatMap(({ events }) => events)
      const numbers = (events: readonly RecordedEvent[]) => events.map(({ ordinal }) => ordinal)
      expect(numbers(held)).toEqual(upTo(12))
      expect(numbers(await Array.fromAsync(log.read(stream)))).toEqual(upTo(9, 5))
      expect(numbers(await log.find(held.map(({ event_id }) => event_id)))).toEqual(upTo(12))
      expect(await log.newest()).toMatchObject({ ordinal: 12 })
      await own.restart()
      for (const [index, { checkpoint }] of batches.entries()) {
        const rest = await all(checkpoint, { until: 'head', batch_events_max: 2 })
        expect(numbers(rest.flatMap(({ events }) => events))).toEqual(
          upTo(12, Math.min(index * 5 + 6, 13)),
        )
      }
      const [, , third] = held
      const behindThird = await log.checkpointAt(third!.position)
      const some = await all(behindThird!, { until: 'head', types: [third!.type] })
      expect(numbers(some.flatMap(({ events }) => events))).toEqual(upTo(12, 4))
      const places = await log.placesAt(held.map(({ position }) => position))
      expect([...places.values()].map(({ ordinal }) => ordinal)).toEqual(upTo(12))
    })

    test('a position alone leads to what is behind it, also after a restart', async () => {
      await append(7)
      const held = (await all('start', { until: 'head' })).flatMap(({ events }) => events)
      await own.restart()
      expect(await log.checkpointAt(0 as Position)).toBe('start')
      for (const { position, revision } of held) {
        const checkpoint = await log.checkpointAt(position)
        expect(checkpoint).toBeDefined()
        // It is behind an event that the log holds.
        const rest = (await all(checkpoint!, { until: 'head' })).flatMap(({ events }) => events)
        expect(rest).toEqual(held.slice(revision + 1))
      }
    })

    test('a position that the log does not hold leads nowhere', async () => {
      await append(2)
      expect(await log.checkpointAt(((await log.head()) + 1) as Position)).toBeUndefined()
    })

    test('a checkpoint of another kind of log is refused', () => {
      expect(() => follow('C:12/P:9' as Checkpoint)).toThrow(RangeError)
    })

    test('until a position, it is the last that comes', async () => {
      await append(10)
      expect(positions(await all('start', { until: 4 as Position, batch_events_max: 3 }))).toEqual(
        upTo(4),
      )
    })

    test('until a position that is still to come, it waits for it', async () => {
      await append(2)
      const following = all('start', { until: 4 as Position })
      await append(1)
      await append(3)
      expect(positions(await following)).toEqual(upTo(4))
    })

    test('the head is the end of the log at the call, not when the reading begins', async () => {
      await append(2)
      const batches = follow('start', { until: 'head' })
      await append(2)
      expect(positions(await Array.fromAsync(batches))).toEqual(upTo(2))
    })

    test('at the end it waits, and each append wakes it', async () => {
      const batches = follow('start')[Symbol.asyncIterator]()
      for (let round = 1; round <= 20; round++) {
        const next = batches.next()
        // Long enough for a poll to have become slow.
        if (round % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 150))
        await append(1)
        const { value } = await next
        expect(value.events.map(({ position }: { position: number }) => position)).toEqual([round])
      }
    })

    test('those who were there and those who come later, after a restart, get the same events', async () => {
      const stream = someStream()
      const following = all('start', { until: 5 as Position })
      const raw = { subject_id: '（1/1）' }
      const events = [
        { raw },
        { reported_at: null },
        { region: null, causation_id: 'e-0' },
        { data: {} },
      ].map(someEvent)
      for (const event of events) await appendOne(log, stream, 'any', [event])
      await append(1)
      const live = (await following).flatMap((batch) => batch.events)
      await own.restart()
      const later = (await all('start', { until: 'head' })).flatMap((batch) => batch.events)
      expect(live).toStrictEqual(later)
      expect(await Array.fromAsync(log.read(stream))).toStrictEqual(later.slice(0, 4))
    })

    test('while two processes take turns to append, each follower gets everything in order', async () => {
      await using other = await own.place.open()
      const followers = [log, other.port].map((each) =>
        Array.fromAsync(
          each.follow('start', { signal: stop.signal, batch_events_max: 3, until: 90 as Position }),
        ),
      )
      for (let i = 0; i < 15; i++) {
        await append(2)
        await appendOne(other.port, someStream(), 'absent', someEvents(4))
      }
      for (const follower of followers) expect(positions(await follower)).toEqual(upTo(90))
    })

    test('several followers each get everything, at their own pace', async () => {
      const followers = [7, 50, 100].map((batch_events_max) =>
        all('start', { batch_events_max, until: 300 as Position }),
      )
      for (let i = 0; i < 6; i++) await append(50)
      for (const follower of followers) expect(positions(await follower)).toEqual(upTo(300))
    })

    test('what another process appends is noticed', async () => {
      const batches = follow('start')[Symbol.asyncIterator]()
      const next = batches.next()
      await using other = await own.place.open()
      await new Promise((resolve) => setTimeout(resolve, 120))
      await appendOne(other.port, someStream(), 'absent', someEvents(2))
      expect((await next).value.events).toHaveLength(2)
    })

    test('only the types that were asked for come, and its checkpoints pass over the others', async () => {
      const stream = someStream()
      const types = ['ReportReceived', 'PenaltyDecided']
      const wanted = { type: 'ReportReceived', data: {} }
      for (let at = 0; at < 30; at++)
        await appendOne(log, stream, 'any', [someEvent(at === 2 || at === 25 ? wanted : {})])
      const options = { until: 'head', batch_events_max: 10, types } as const
      const asWritten = await all('start', options)
      expect(positions(asWritten)).toEqual([3, 26])
      await own.restart()
      const batches = await all('start', options)
      expect(batches).toEqual(asWritten)
      // Thirty events in batches of ten.
      const [first, , last] = batches
      expect(positions(await all(first?.checkpoint ?? 'start', options))).toEqual([26])
      expect(await all(last?.checkpoint ?? 'start', options)).toEqual([])
    })

    test('an abort ends it while it waits, without an error', async () => {
      await append(1)
      const seen: number[] = []
      for await (const { events } of follow('start')) {
        seen.push(events.length)
        setTimeout(() => stop.abort(), 30)
      }
      expect(seen).toEqual([1])
    })

    test('an abort between batches ends it before the next', async () => {
      await append(30)
      const seen: number[] = []
      for await (const { events } of follow('start', { batch_events_max: 10 })) {
        seen.push(events.length)
        stop.abort()
      }
      expect(seen).toEqual([10])
    })

    test('aborted before it began, it gives nothing', async () => {
      await append(1)
      stop.abort()
      expect(await all('start')).toEqual([])
    })

    test('a follower may leave in the middle, and the log is none the worse', async () => {
      await append(30)
      for await (const _ of follow('start', { batch_events_max: 10 })) break
      await append(1)
      expect(positions(await all('start', { until: 'head' }))).toEqual(upTo(31))
    })

    test('closing the log ends those who follow it', async () => {
      const following = all('start')
      await append(1)
      await log[Symbol.asyncDispose]()
      expect(positions(await following).length).toBeLessThanOrEqual(1)
    })
  })
}

function positions(batches: readonly LogBatch[]): readonly number[] {
  return batches.flatMap(({ events }) => events.map(({ position }) => position))
}

function upTo(last: number, first = 1): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
