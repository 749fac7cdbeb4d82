import { beforeEach, describe, expect, test } from 'vitest'
import type {
  NewEvent,
  Position,
  RecordedEvent,
  Revision,
  StreamId,
} from '@jianwei/events/envelope.ts'
import { StreamConflict } from '@jianwei/events/errors.ts'
import { traceParentOf } from '@jianwei/events/trace-parent.ts'
import { appendOne, type EventLog, type ExpectedRevision } from '@jianwei/events/ports/event-log.ts'
import {
  SQLITE_LOG_CAPABILITIES,
  type LogCapabilities,
} from '@jianwei/infra/log/log-capabilities.ts'
import { someEvent, someEvents, someStream } from '#/support/log/events.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { logForEachTest } from '#/support/log/log-each-test.ts'
import type { AdapterData } from '#/support/log/sqlite-place.ts'

export type EventLogPlace = AdapterData<EventLog>

export interface EventLogSuite {
  readonly capabilities: LogCapabilities
  /**
   * The clock given to `AdapterData.open` is the one that the log goes by. A real server has its
   * own.
   */
  readonly clock_is_settable: boolean
}

/**
 * What every adapter of the event log port keeps, apart from following
 * (`event-log-follow.contract.ts`), facts (`event-log-facts.contract.ts`) and dying
 * (`event-log-crash.contract.ts`).
 */
export function eventLogContract(
  name: string,
  newData: () => Promise<EventLogPlace>,
  { capabilities, clock_is_settable }: EventLogSuite = {
    capabilities: SQLITE_LOG_CAPABILITIES,
    clock_is_settable: true,
  },
): void {
  describe(`${name} keeps the event log contract`, () => {
    let log: EventLog
    const own = logForEachTest(newData, (opened) => void (log = opened))

    function read(stream: StreamId): Promise<RecordedEvent[]> {
      return Array.fromAsync(log.read(stream))
    }

    async function idsIn(stream: StreamId): Promise<readonly string[]> {
      return (await read(stream)).map((event) => event.event_id)
    }

    describe('expected revisions', () => {
      // What a stream of two events accepts: it is at revision 1.
      const cases: readonly (readonly [ExpectedRevision, boolean])[] = [
        ['absent', false],
        ['any', true],
        [0 as Revision, false],
        [1 as Revision, true],
        [2 as Revision, false],
      ]
      test.each(cases)(
        'a stream at revision 1, expected %s: accepted %s',
        async (expected, accepted) => {
          const stream = someStream()
          const first = someEvents(2)
          await appendOne(log, stream, 'absent', first)
          const event = someEvent()
          const [outcome] = await log.append([{ stream, expected, events: [event] }])
          if (accepted)
            expect(outcome).toMatchObject({
              outcome: 'appended',
              events: [{ position: 3, duplicate: false }],
            })
          else expect(outcome).toEqual({ outcome: 'conflict', expected, actual: 1 })
          const held = accepted ? [...first, event] : first
          expect(await idsIn(stream)).toEqual(held.map(({ event_id }) => event_id))
        },
      )

      test.each([
        ['absent', true],
        ['any', true],
        [0 as Revision, false],
      ] as const)(
        'a stream that was never written, expected %s: accepted %s',
        async (expected, accepted) => {
          const [outcome] = await log.append([
            { stream: someStream(), expected, events: [someEvent()] },
          ])
          if (accepted) expect(outcome).toMatchObject({ outcome: 'appended' })
          else expect(outcome).toEqual({ outcome: 'conflict', expected, actual: 'absent' })
        },
      )

      test('one append that must succeed throws StreamConflict, which says where the stream is', async () => {
        const stream = someStream()
        await appendOne(log, stream, 'absent', someEvents(3))
        const refused = appendOne(log, stream, 'absent', [someEvent()])
        await expect(refused).rejects.toThrow(
          new StreamConflict(stream, { expected: 'absent', actual: '2' }),
        )
        await expect(refused).rejects.toBeInstanceOf(StreamConflict)
      })

      test('a second writer at the same revision is refused, and nothing is written', async () => {
        const stream = someStream()
        const writers = [someEvents(2), someEvents(3)]
        const outcomes = await Promise.all(
          writers.map((events) => log.append([{ stream, expected: 'absent', events }])),
        )
        expect(outcomes.flat().map(({ outcome }) => outcome)).toEqual(['appended', 'conflict'])
        expect([await read(stream), await log.head()]).toMatchObject([{ length: 2 }, 2])
      })
    })

    describe('duplicates', () => {
      let stream: StreamId
      let old: NewEvent
      beforeEach(async () => {
        stream = someStream()
        old = someEvent()
        await appendOne(log, stream, 'absent', [old])
      })

      test.each([
        ['[new, duplicate]', (fresh: NewEvent, known: NewEvent) => [fresh, known]],
        ['[duplicate, new]', (fresh: NewEvent, known: NewEvent) => [known, fresh]],
      ])('of %s only the new event is written', async (_, order) => {
        const fresh = someEvent()
        const events = order(fresh, old)
        const written = await appendOne(log, stream, 0 as Revision, events)
        expect(written).toEqual(
          events.map(({ event_id }) =>
            event_id === old.event_id
              ? { event_id, position: 1, duplicate: true }
              : { event_id, position: 2, duplicate: false },
          ),
        )
        expect(await idsIn(stream)).toEqual([old.event_id, fresh.event_id])
        expect((await read(stream)).map(({ revision }) => revision)).toEqual([0, 1])
      })

      test.each(['absent', 'any', 0 as Revision, 7 as Revision] as const)(
        'an append of duplicates alone succeeds whatever its expected revision: %s',
        async (expected) => {
          await appendOne(log, stream, 'any', [someEvent()])
          const written = await appendOne(log, stream, expected, [old])
          expect(written).toEqual([{ event_id: old.event_id, position: 1, duplicate: true }])
          expect(await log.head()).toBe(2)
        },
      )

      test('a duplicate beside a new event does not excuse a wrong revision, and nothing is written', async () => {
        const [outcome] = await log.append([
          { stream, expected: 'absent', events: [old, someEvent()] },
        ])
        expect(outcome).toEqual({ outcome: 'conflict', expected: 'absent', actual: 0 })
        expect(await log.head()).toBe(1)
      })

      test('an event is a duplicate in any other stream too, and with any other content', async () => {
        const elsewhere = someStream()
        const changed = { ...old, department: 'another', data: { complaint_number: 'changed' } }
        const written = await appendOne(log, elsewhere, 'absent', [changed])
        expect(written).toEqual([{ event_id: old.event_id, position: 1, duplicate: true }])
        expect(await read(elsewhere)).toEqual([])
        expect(await log.find([old.event_id])).toMatchObject([
          { department: old.department, data: old.data, stream },
        ])
      })

      test('of two events with one id the first is kept, in one append and in two of a call', async () => {
        for (const inOneAppend of [true, false]) {
          const first = someEvent({ correlation_id: 'first' })
          const other: NewEvent = { ...first, correlation_id: 'other' }
          const appends = (inOneAppend ? [[first, other]] : [[first], [other]]).map((events) => ({
            stream,
            expected: 'any' as const,
            events,
          }))
          const outcomes = await log.append(appends)
          expect(
            outcomes.flatMap((one) =>
              one.outcome === 'appended' ? one.events.map(({ duplicate }) => duplicate) : [],
            ),
          ).toEqual([false, true])
          const [kept] = await log.find([first.event_id])
          expect(kept?.correlation_id).toBe('first')
        }
      })

      test('an event twice in one append is written once', async () => {
        const twice = someEvent()
        const { event_id } = twice
        expect(await appendOne(log, stream, 'any', [twice, someEvent(), twice])).toMatchObject([
          { event_id, position: 2, duplicate: false },
          { position: 3, duplicate: false },
          { event_id, position: 2, duplicate: true },
        ])
      })

      test('an event in two appends of one call is written by the first', async () => {
        const shared = someEvent()
        const other = someStream()
        const outcomes = await log.append([
          { stream, expected: 'any', events: [shared] },
          { stream: other, expected: 'absent', events: [shared] },
        ])
        expect(outcomes).toMatchObject([
          { events: [{ duplicate: false }] },
          { events: [{ duplicate: true }] },
        ])
        expect(await read(other)).toEqual([])
      })

      test('an append that a conflict refused left no trace, so its events are new the next time', async () => {
        const event = someEvent()
        const [refused, written] = await log.append([
          { stream, expected: 'absent', events: [event] },
          { stream, expected: 'any', events: [event] },
        ])
        expect(refused).toMatchObject({ outcome: 'conflict' })
        expect(written).toMatchObject({
          outcome: 'appended',
          events: [{ position: 2, duplicate: false }],
        })
      })

      test('events are duplicates for ever: after a restart, and a thousand events later', async () => {
        const early = someEvents(40)
        await appendOne(log, someStream(), 'absent', early)
        for (let i = 0; i < 10; i++) await appendOne(log, someStream(), 'absent', someEvents(100))
        await own.restart()
        const again = await appendOne(log, someStream(), 'absent', [...early].reverse())
        expect(again.every(({ duplicate }) => duplicate)).toBe(true)
        expect(again.map(({ position }) => position)).toEqual(early.map((_, index) => 41 - index))
        expect(await log.head()).toBe(1041)
      })
    })

    describe('appends', () => {
      test('many appends share a call, each with its own outcome, and the others stand beside a conflict', async () => {
        const [one, two, three] = [someStream(), someStream(), someStream()]
        await appendOne(log, two, 'absent', [someEvent()])
        const outcomes = await log.append([
          { stream: one, expected: 'absent', events: someEvents(2) },
          { stream: two, expected: 'absent', events: someEvents(2) },
          { stream: three, expected: 'absent', events: [someEvent()] },
          { stream: one, expected: 1 as Revision, events: [someEvent()] },
        ])
        expect(outcomes).toMatchObject([
          { outcome: 'appended', events: [{}, {}] },
          { outcome: 'conflict', expected: 'absent', actual: 0 },
          { outcome: 'appended', events: [{}] },
          { outcome: 'appended', events: [{}] },
        ])
        const positions = outcomes.flatMap((each) =>
          each.outcome === 'appended' ? each.events : [],
        )
        const inOrder = positions.map(({ position }) => position)
        expect(capabilities.calls_in_order ? inOrder : inOrder.toSorted((a, b) => a - b)).toEqual([
          2, 3, 4, 5,
        ])
        expect(await log.head()).toBe(5)
      })

      test('an append without events is accepted and writes nothing', async () => {
        expect(
          await log.append([{ stream: someStream(), expected: 7 as Revision, events: [] }]),
        ).toEqual([{ outcome: 'appended', events: [] }])
        expect([await log.append([]), await log.head()]).toEqual([[], 0])
      })

      test('many writers at once get places of their own, without gaps, in their own order', async () => {
        const streams = Array.from({ length: 5 }, someStream)
        const calls = Array.from({ length: 60 }, (_, index) => ({
          stream: streams[index % 5]!,
          events: someEvents(3),
        }))
        const places = await Promise.all(
          calls.map(({ stream, events }) => appendOne(log, stream, 'any', events)),
        )
        const positions = places.flat().map(({ position }) => position)
        expect(positions.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 180 }, (_, index) => index + 1),
        )
        for (const stream of streams) {
          const expected = calls
            .filter((call) => call.stream === stream)
            .flatMap(({ events }) => events)
          const held = await read(stream)
          expect(held.map(({ event_id }) => event_id)).toEqual(
            expected.map(({ event_id }) => event_id),
          )
          expect(held.map(({ revision }) => revision)).toEqual(expected.map((_, index) => index))
        }
      })

      test('a call that cannot be written fails alone', async () => {
        const unwritable = someEvent({ data: { fine_cents: 1n } })
        const stream = someStream()
        const calls = [[someEvent()], [someEvent(), unwritable], [someEvent()]].map((events) =>
          appendOne(log, stream, 'any', events),
        )
        const settled = await Promise.allSettled(calls)
        expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect((await read(stream)).map(({ position }) => position)).toEqual([1, 2])
        expect(await log.find([unwritable.event_id])).toEqual([])
        expect(
          await appendOne(log, stream, 1 as Revision, [{ ...unwritable, data: {} }]),
        ).toMatchObject([{ position: 3 }])
      })
    })

    describe('what was appended comes back', () => {
      const metadata: readonly (readonly [string, Partial<NewEvent>])[] = [
        [
          'all of the envelope',
          { region: '330203001002', correlation_id: 'c-1', causation_id: 'e-0' },
        ],
        ['no region and no department', { region: null, department: null }],
        [
          'what the source wrote',
          { raw: { subject_id: '统一社会信用代码：913302…(1/1)', 'data.a.b': '' } },
        ],
        [
          'the trace in which it was made',
          { trace: traceParentOf('ab'.repeat(16), 'cd'.repeat(8)) },
        ],
        [
          'text with quotes, rare characters and line breaks',
          { department: '\'"\\ \u2028\u0000 🏭\r\n', correlation_id: '见微' },
        ],
        [
          'data of every kind',
          { data: { complaint_number: 'a\u2028"\\', is_repeated: true, channel: { text: '𠮷' } } },
        ],
      ]
      test.each(metadata)('exactly: %s', async (_, fields) => {
        const event = someEvent(fields)
        const stream = someStream()
        await appendOne(log, stream, 'absent', [someEvent()])
        await appendOne(log, stream, 'any', [event])
        await own.restart()
        const { recorded_at, data_json, ...held } = (await read(stream))[1]!
        expect(held).toEqual({ ...event, position: 2, ordinal: 2, stream, revision: 1 })
        expect(recorded_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        if (data_json !== undefined) expect(JSON.parse(data_json)).toEqual(event.data)
        expect('raw' in held).toBe(fields.raw !== undefined)
        expect('trace' in held).toBe(fields.trace !== undefined)
      })

      test('a source that does not say when it reported is held to have done so when the log took the event', async () => {
        const event = someEvent({ reported_at: null })
        await appendOne(log, someStream(), 'absent', [event])
        await own.restart()
        const [held] = await log.find([event.event_id])
        expect(held?.reported_at).toBe(held?.recorded_at)
      })

      test('a stream is read oldest first, and nothing of its neighbours', async () => {
        const stream = someStream()
        const longer = `${stream}0` as StreamId
        const events = someEvents(1_203)
        for (let at = 0; at < events.length; at += 200) {
          await appendOne(log, stream, 'any', events.slice(at, at + 200))
          await appendOne(log, longer, 'any', [someEvent()])
        }
        expect(await idsIn(stream)).toEqual(events.map(({ event_id }) => event_id))
        await own.restart()
        expect((await read(stream)).map(({ revision }) => revision)).toEqual(
          events.map((_, index) => index),
        )
      })

      test('a stream that was never written is empty', async () => {
        expect(await read(someStream())).toEqual([])
      })

      test('a reader of a stream may stop in the middle', async () => {
        const stream = someStream()
        await appendOne(log, stream, 'absent', someEvents(3))
        for await (const { revision } of log.read(stream)) if (revision === 1) break
        expect(await read(stream)).toHaveLength(3)
      })

      test('events are found by their ids, in log order, each once; unknown ids are left out', async () => {
        const events = someEvents(5)
        await appendOne(log, someStream(), 'absent', events)
        const [first, , third] = events
        const ids = [third!.event_id, someEvent().event_id, first!.event_id, third!.event_id]
        expect((await log.find(ids)).map(({ position }) => position)).toEqual([1, 3])
        expect(await log.find([])).toEqual([])
      })

      test('a thousand ids are looked up in one call, one more is refused', async () => {
        const events = someEvents(1_001)
        await appendOne(log, someStream(), 'absent', events)
        const ids = events.map(({ event_id }) => event_id)
        expect(await log.find(ids.slice(1))).toHaveLength(1_000)
        await expect(log.find(ids)).rejects.toThrow(RangeError)
      })

      test('which events are at positions is told without reading them, and nothing where there is none', async () => {
        const [one, two, three] = [someEvent(), someEvent(), someEvent()]
        for (const event of [one, two, three])
          await log.append([{ stream: someStream(), expected: 'absent', events: [event] }])
        const at = (...positions: readonly number[]) =>
          log.placesAt(positions as readonly Position[])
        expect(Object.fromEntries(await at(3, 1, 4, 1_000_000))).toEqual({
          1: { event_id: one.event_id, ordinal: 1 },
          3: { event_id: three.event_id, ordinal: 3 },
        })
        expect(await at()).toEqual(new Map())
        await expect(at(...Array.from({ length: 1_001 }, (_, index) => index + 1))).rejects.toThrow(
          RangeError,
        )
      })

      test('a restart keeps everything, and the log goes on where it was', async () => {
        const stream = someStream()
        await appendOne(log, stream, 'absent', someEvents(2))
        const before = await read(stream)
        await own.restart()
        expect([await read(stream), await log.head()]).toEqual([before, 2])
        expect(await appendOne(log, stream, 1 as Revision, [someEvent()])).toMatchObject([
          { position: 3 },
        ])
      })
    })

    test.skipIf(!clock_is_settable)(
      'recorded_at never decreases, though the clock jumps back and the log is opened anew',
      async () => {
        await own.close()
        const clock = settableClock('2026-03-10T02:00:00.000Z')
        const stream = someStream()
        const times = [
          '2026-03-10T02:00:00.000Z',
          '2026-03-10T01:00:00.000Z',
          '2026-03-10T02:00:00.001Z',
        ]
        for (const time of [...times, '1999-01-01T00:00:00.000Z']) {
          clock.set(time)
          await own.open(clock)
          await appendOne(log, stream, 'any', [someEvent()])
          await appendOne(log, stream, 'any', [someEvent({ reported_at: null })])
          await own.close()
        }
        await own.open()
        const recorded = (await read(stream)).map(({ recorded_at }) => recorded_at.slice(11))
        const [early, late] = ['02:00:00.000Z', '02:00:00.001Z']
        expect(recorded).toEqual([early, early, early, early, late, late, late, late])
      },
    )

    test('two connections to one log see each other at once, and share positions, revisions and duplicates', async () => {
      await using other = await own.place.open()
      const stream = someStream()
      const [shared] = someEvents(1)
      for (let i = 0; i < 30; i++) {
        await appendOne(log, stream, i === 0 ? 'absent' : ((i * 2 - 1) as Revision), [someEvent()])
        await appendOne(other.port, stream, (i * 2) as Revision, [someEvent()])
      }
      await appendOne(log, stream, 'any', [shared!])
      expect(await appendOne(other.port, stream, 'absent', [shared!])).toMatchObject([
        { position: 61, duplicate: true },
      ])
      const both = [log, other.port].map((each) => Array.fromAsync(each.read(stream)))
      const [mine, theirs] = await Promise.all(both)
      expect(mine).toEqual(theirs)
      expect(mine?.map(({ revision }) => revision)).toEqual(
        Array.from({ length: 61 }, (_, index) => index),
      )
    })
  })
}
