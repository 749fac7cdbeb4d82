import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  RECORDING_TIMES_STREAM,
  RECORDING_TIMES_TYPE,
} from '@jianwei/events/clock/recording-times.ts'
import { type RecordedEvent, recordEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type Checkpoint, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { someEvent, someStream } from '#/support/log/events.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import type { EventLogPlace } from './event-log.contract.ts'

const TRUE = '2026-03-10T02:00:00.000Z'
const WRONG = '2099-01-01T00:00:00.000Z'
const AGAIN = '2026-03-10T03:00:00.000Z'
const LATER = '2026-03-10T03:00:01.000Z'

/**
 * What every adapter of the event log port does with corrections of its times. The place's
 * positions are the log's own.
 */
export function recordingTimesContract(name: string, newData: () => Promise<EventLogPlace>): void {
  describe(`${name} gives out the true times of recording`, () => {
    const clock = settableClock(TRUE)
    const stream = someStream()
    let place: EventLogPlace
    beforeEach(async () => {
      place = await newData()
      clock.set(TRUE)
    })
    afterEach(() => place[Symbol.asyncDispose]())

    /** One event by a true clock, two by a wrong one, two more when it is right again. */
    async function poisoned(log: EventLog): Promise<readonly RecordedEvent[]> {
      for (const time of [TRUE, WRONG, WRONG, AGAIN, AGAIN]) {
        clock.set(time)
        await appendOne(log, stream, 'any', [someEvent({ reported_at: null })])
      }
      return Array.fromAsync(log.read(stream))
    }

    async function correct(log: EventLog, events: readonly RecordedEvent[]): Promise<void> {
      const [, first, , , last] = events
      const data = {
        first_position: first?.position,
        recorded_as: WRONG,
        points: [
          { position: first?.position, at: TRUE },
          { position: last?.position, at: AGAIN },
        ],
        actor: 'operator',
        reason: 'test',
      }
      const correction = recordEvent({
        type: RECORDING_TIMES_TYPE,
        schema_version: 1,
        source: 'jianwei:clock',
        id: `${first?.position}`,
        subject_id: 'platform:clock',
        region: null,
        occurred_at: AGAIN as Instant,
        causation_id: null,
        data,
      })
      await appendOne(log, RECORDING_TIMES_STREAM, 'any', [correction])
    }

    async function followed(
      log: EventLog,
      after: Checkpoint | 'start' = 'start',
    ): Promise<readonly RecordedEvent[]> {
      const { signal } = new AbortController()
      const batches = await Array.fromAsync(
        log.follow(after, { signal, batch_events_max: 100, until: 'head' }),
      )
      return batches.flatMap(({ events }) => events)
    }

    const timesOf = (events: readonly RecordedEvent[]): readonly string[] =>
      events.map((event) => event.recorded_at)

    test('until it is corrected, one append with the clock ahead makes everything later recorded in 2099', async () => {
      await using opened = await place.open(clock)
      expect(timesOf(await poisoned(opened.port))).toEqual([TRUE, WRONG, WRONG, WRONG, WRONG])
      expect((await opened.port.newest())?.recorded_at).toBe(WRONG)
    })

    test('after the correction every way of reading gives the true times, also what stands for an unknown report', async () => {
      await using opened = await place.open(clock)
      const { port: log } = opened
      const events = await poisoned(log)
      clock.set(LATER)
      await correct(log, events)
      const read = await Array.fromAsync(log.read(stream))
      expect([read[0]?.recorded_at, read[1]?.recorded_at, read[4]?.recorded_at]).toEqual([
        TRUE,
        TRUE,
        AGAIN,
      ])
      expect(timesOf(read)).toEqual(timesOf(read).toSorted())
      expect(read.map(({ reported_at }) => reported_at)).toEqual(timesOf(read))
      expect(timesOf(await log.find(events.map(({ event_id }) => event_id)))).toEqual(timesOf(read))
      expect(timesOf(await followed(log)).slice(0, 5)).toEqual(timesOf(read))
    })

    test('the correction and what follows it are recorded by the true clock, here and after a restart', async () => {
      {
        await using opened = await place.open(clock)
        const events = await poisoned(opened.port)
        clock.set(LATER)
        await correct(opened.port, events)
        await appendOne(opened.port, stream, 'any', [someEvent()])
        expect((await opened.port.newest())?.recorded_at).toBe(LATER)
      }
      await using again = await place.open(clock)
      await appendOne(again.port, stream, 'any', [someEvent()])
      expect(timesOf(await followed(again.port)).slice(4)).toEqual([AGAIN, LATER, LATER, LATER])
      expect((await again.port.newest())?.recorded_at).toBe(LATER)
    })

    test('a reader that stood within the range goes on with true times', async () => {
      await using opened = await place.open(clock)
      const { port: log } = opened
      const events = await poisoned(log)
      const { signal } = new AbortController()
      let checkpoint: Checkpoint | undefined
      for await (const batch of log.follow('start', {
        signal,
        batch_events_max: 1,
        until: 'head',
      })) {
        ;({ checkpoint } = batch)
      }
      clock.set(LATER)
      await correct(log, events)
      await appendOne(log, stream, 'any', [someEvent()])
      expect(timesOf(await followed(log, checkpoint))).toEqual([LATER, LATER])
    })

    test('another process learns of the correction when it next looks, and appends by the true clock', async () => {
      await using opened = await place.open(clock)
      const events = await poisoned(opened.port)
      await using other = await place.open(clock)
      expect((await other.port.newest())?.recorded_at).toBe(WRONG)
      clock.set(LATER)
      await correct(opened.port, events)
      await appendOne(other.port, stream, 'any', [someEvent()])
      expect((await other.port.newest())?.recorded_at).toBe(LATER)
      expect(timesOf(await followed(other.port)).slice(1)).toEqual(
        timesOf(await followed(opened.port)).slice(1),
      )
    })
  })
}
