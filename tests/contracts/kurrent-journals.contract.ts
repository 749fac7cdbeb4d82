import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  streamOf,
  type NewEvent,
  type RecordedEvent,
  type Revision,
  type StreamId,
} from '@jianwei/events/envelope.ts'
import { EventTooLarge } from '@jianwei/events/errors.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { eventToWrite, writableEvent } from '@jianwei/infra/log/kurrent/event-format.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import type { Patience } from '@jianwei/infra/log/kurrent/retrying.ts'
import { someEvent, someEvents, someStream } from '#/support/log/events.ts'
import { KurrentHost, type ClientUnderTest } from '#/support/kurrent-stand-in/place.ts'
import type { KurrentSite } from '#/support/kurrent-stand-in/place.ts'
import type { AdapterData, Opened } from '#/support/log/sqlite-place.ts'

const patience: Patience = {
  answer_ms: 10_000,
  give_up_ms: 60_000,
  pause_ms_min: 5,
  pause_ms_max: 50,
}

/** How the log lies on the server, what the server takes at once, and a node that is behind. */
export function kurrentJournalsContract(name: string, under: ClientUnderTest): void {
  describe(`${name} keeps many streams in few journals`, () => {
    let host: KurrentHost
    let place: AdapterData<EventLog>
    let opened: Opened<EventLog>
    let log: EventLog
    let site: KurrentSite
    beforeAll(async () => {
      host = await KurrentHost.start(under)
    })
    afterAll(() => host[Symbol.asyncDispose]())
    beforeEach(async () => {
      place = await host.place((given) => {
        site = given
        return new KurrentEventLog(given.client, { ...given, parse: parseRecorded, patience })
      })
      opened = await place.open()
      log = opened.port
    })
    afterEach(async () => {
      host.standIn.log.catchUp()
      host.standIn.append_bytes_max = 1_048_576
      await opened[Symbol.asyncDispose]()
    })

    function read(from: EventLog, stream: StreamId): Promise<RecordedEvent[]> {
      return Array.fromAsync(from.read(stream))
    }

    function ids(events: readonly { readonly event_id: string }[]): readonly string[] {
      return events.map(({ event_id }) => event_id)
    }

    function openCopy(): KurrentEventLog {
      const index_file = `${site.index_file}-copy`
      const options = { ...site, index_file, parse: parseRecorded, patience, in_order: true }
      return new KurrentEventLog(site.client, options)
    }

    async function followed(from: EventLog): Promise<readonly RecordedEvent[]> {
      const { signal } = new AbortController()
      const batches = await Array.fromAsync(
        from.follow('start', { signal, batch_events_max: 50, until: 'head' }),
      )
      return batches.flatMap(({ events }) => events)
    }

    function streamsOnServer(): readonly string[] {
      const all = host.standIn.log.all.map(({ stream }) => stream)
      return [...new Set(all)].filter((stream) => stream.startsWith(`${site.namespace}.`))
    }

    test('facts of many subjects share an append and a journal; what is decided over keeps a stream of its own', async () => {
      const appends = Array.from({ length: 200 }, () => ({
        stream: someStream(),
        expected: 'any' as const,
        events: someEvents(2),
      }))
      const before = host.standIn.log.writes
      await log.append(appends)
      const alert = streamOf('alert', 'a-1')
      await appendOne(log, alert, 'absent', [someEvent()])
      expect(host.standIn.log.writes - before).toBeLessThanOrEqual(5)
      expect(streamsOnServer().toSorted()).toEqual([
        `${site.namespace}.alert-a-1`,
        ...[0, 1, 2, 3].map((share) => `${site.namespace}.journal-fact-${share}`),
      ])
      for (const { stream, events } of appends.slice(0, 20)) {
        const held = await read(log, stream)
        expect(ids(held)).toEqual(ids(events))
        expect(held.map(({ revision }) => revision)).toEqual([0, 1])
      }
    })

    test('the revision of an event is the same for who reads its stream, who finds it and who follows the log', async () => {
      const [one, other] = [someStream(), someStream()]
      for (let round = 0; round < 4; round++) {
        await appendOne(log, one, 'any', someEvents(3))
        await appendOne(log, other, 'any', someEvents(1))
      }
      const streams = [...(await read(log, one)), ...(await read(log, other))]
      const { signal } = new AbortController()
      const batches = await Array.fromAsync(
        log.follow('start', { signal, batch_events_max: 5, until: 'head' }),
      )
      const placed = (events: readonly RecordedEvent[]) =>
        new Map(events.map(({ event_id, stream, revision }) => [event_id, [stream, revision]]))
      const followed = placed(batches.flatMap(({ events }) => events))
      expect(followed.size).toBe(streams.length)
      for (const [id, where] of placed(streams)) expect(followed.get(id)).toEqual(where)
      const found = await log.find(streams.map(({ event_id }) => event_id))
      for (const event of found)
        expect(followed.get(event.event_id)).toEqual([event.stream, event.revision])
    })

    test('of two processes that expect one revision of a warning, one is refused, and its index need not be up to date', async () => {
      await using other = await place.open()
      const stream = streamOf('warning', 'w-1')
      for (let revision = -1; revision < 6; revision++) {
        const expected = revision < 0 ? 'absent' : (revision as Revision)
        const outcomes = await Promise.all(
          [log, other.port].map((each) =>
            each.append([{ stream, expected, events: [someEvent()] }]),
          ),
        )
        expect(
          outcomes
            .flat()
            .map(({ outcome }) => outcome)
            .toSorted(),
        ).toEqual(['appended', 'conflict'])
      }
      expect((await read(log, stream)).map(({ revision }) => revision)).toEqual([
        0, 1, 2, 3, 4, 5, 6,
      ])
    })

    test('two processes that write to all journals at once come to an end, and each stream is numbered without gaps', async () => {
      await using other = await place.open()
      const streams = Array.from({ length: 20 }, someStream)
      const written = await Promise.all(
        [log, other.port].flatMap((each) =>
          Array.from({ length: 8 }, async (_, lane) => {
            const events: NewEvent[] = []
            for (let round = 0; round < 5; round++) {
              const event = someEvent()
              events.push(event)
              await appendOne(each, streams[(lane * 5 + round) % 20]!, 'any', [event, someEvent()])
            }
            return events
          }),
        ),
      )
      const held = (await Promise.all(streams.map((stream) => read(other.port, stream)))).flat()
      expect(held).toHaveLength(160)
      expect(new Set(ids(held))).toEqual(new Set([...ids(held), ...ids(written.flat())]))
      for (const stream of streams) {
        const revisions = (await read(log, stream)).map(({ revision }) => revision)
        expect(revisions).toEqual(revisions.map((_, index) => index))
      }
    })

    describe('a log that was written when each stream was one of the server', () => {
      let stream: StreamId
      let old: readonly NewEvent[]
      beforeEach(async () => {
        stream = someStream()
        old = someEvents(3)
        await site.client.append({
          stream: `${site.namespace}.${stream}`,
          expected: 'absent',
          events: old.map((event) => eventToWrite(writableEvent(event))),
          deadline_ms: 5_000,
        })
      })

      test('goes on: old events are duplicates, new ones follow them in their stream', async () => {
        const fresh = someEvents(2)
        const written = await appendOne(log, stream, 2 as Revision, [old[1]!, ...fresh])
        expect(written.map(({ duplicate }) => duplicate)).toEqual([true, false, false])
        const held = await read(log, stream)
        expect(ids(held)).toEqual(ids([...old, ...fresh]))
        expect(held.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4])
        const outcome = await log.append([
          { stream, expected: 3 as Revision, events: [someEvent()] },
        ])
        expect(outcome).toEqual([{ outcome: 'conflict', expected: 3, actual: 4 }])
      })

      test('is read as it is', async () => {
        expect(ids(await read(log, stream))).toEqual(ids(old))
      })
    })

    describe('what the server takes in one append', () => {
      const ticket = (bytes: number): NewEvent =>
        someEvent({ raw: { complaint_number: 'x'.repeat(bytes) } })

      test('sixty tickets of 27 KB for one subject, sent at once, are written in their order', async () => {
        const stream = someStream()
        const tickets = Array.from({ length: 60 }, () => ticket(27_000))
        const written = await appendOne(log, stream, 'any', tickets)
        expect(written.every(({ duplicate }) => !duplicate)).toBe(true)
        expect(ids(await read(log, stream))).toEqual(ids(tickets))
        const again = await appendOne(log, stream, 'any', tickets)
        expect(again).toEqual(written.map((event) => ({ ...event, duplicate: true })))
      })

      test('many at once of many subjects, and of an audit, are divided', async () => {
        const appends = [someStream(), streamOf('audit', '2026-01-01'), someStream()].map(
          (stream) => ({
            stream,
            expected: 'any' as const,
            events: Array.from({ length: 30 }, () => ticket(40_000)),
          }),
        )
        await log.append(appends)
        for (const { stream, events } of appends)
          expect(ids(await read(log, stream))).toEqual(ids(events))
      })

      test('a server that takes less than is usual says so, and is heeded', async () => {
        host.standIn.append_bytes_max = 100_000
        const appends = Array.from({ length: 40 }, () => ({
          stream: someStream(),
          expected: 'any' as const,
          events: [ticket(20_000), ticket(30_000)],
        }))
        await log.append(appends)
        for (const { stream, events } of appends.slice(0, 5))
          expect(ids(await read(log, stream))).toEqual(ids(events))
      })

      test.each(['subject', 'audit'] as const)(
        'a single event of a %s beyond it is refused with its size and the limit, and fails alone',
        async (kind) => {
          host.standIn.append_bytes_max = 100_000
          const large = ticket(150_000)
          const beside = { stream: someStream(), expected: 'any' as const, events: someEvents(2) }
          const stream = streamOf(kind, 'too-large')
          const refused = appendOne(log, stream, 'any', [large])
          const written = log.append([beside])
          await expect(refused).rejects.toBeInstanceOf(EventTooLarge)
          await expect(refused).rejects.toThrow(
            new RegExp(`^event ${large.event_id} takes 15\\d{4} bytes, .* at most 100000$`),
          )
          expect(await written).toMatchObject([{ outcome: 'appended' }])
          expect([await read(log, stream), await log.find([large.event_id])]).toEqual([[], []])
          host.standIn.append_bytes_max = 1_048_576
        },
      )

      test.each(['alert', 'warning'] as const)(
        'what expects a revision of a %s is written whole or refused whole',
        async (kind) => {
          const stream = streamOf(kind, 'whole')
          const events = Array.from({ length: 3 }, () => ticket(400_000))
          const refused = appendOne(log, stream, 'absent', events)
          await expect(refused).rejects.toThrow(
            new RegExp(`^an append of 3 events to ${stream} takes 120\\d{4} bytes`),
          )
          expect(await read(log, stream)).toEqual([])
        },
      )
    })

    describe('a node that does not have yet what was just written', () => {
      /** Until the server has so many more appends. */
      async function whileBehind<T>(writes: number, write: () => Promise<T>): Promise<T> {
        const before = host.standIn.log.writes
        host.standIn.log.fallBehind()
        const writing = write()
        await expect.poll(() => host.standIn.log.writes).toBe(before + writes)
        host.standIn.log.catchUp()
        return writing
      }

      test('makes no holes: each event of an append has its position', async () => {
        const [stream, alert] = [someStream(), streamOf('alert', 'a-2')]
        const [facts, steps] = [someEvents(5), someEvents(3)]
        await log.append([])
        const written = await whileBehind(2, () =>
          Promise.all([
            appendOne(log, stream, 'any', facts),
            appendOne(log, alert, 'absent', steps),
          ]),
        )
        const found = await log.find([...facts, ...steps].map(({ event_id }) => event_id))
        const positions = new Map(found.map(({ event_id, position }) => [event_id, position]))
        for (const { event_id, position } of written.flat())
          expect(positions.get(event_id)).toBe(position)
        expect(positions.size).toBe(8)
      })

      test.each(['subject', 'alert'] as const)(
        'is waited for by who writes to a %s where another process has just written',
        async (kind) => {
          await using other = await place.open()
          const stream = streamOf(kind, 'behind')
          const [one, two, three] = someEvents(3)
          await appendOne(log, stream, 'any', [one!])
          await other.port.find([one!.event_id])
          const before = host.standIn.appends
          host.standIn.log.fallBehind()
          await appendOne(log, stream, 'any', [two!])
          const writing = appendOne(other.port, stream, 'any', [three!])
          // The second is refused until the node has the first.
          await expect.poll(() => host.standIn.appends).toBeGreaterThan(before + 2)
          host.standIn.log.catchUp()
          await writing
          const held = await read(log, stream)
          expect(ids(held)).toEqual(ids([one!, two!, three!]))
          expect(held.map(({ revision }) => revision)).toEqual([0, 1, 2])
        },
      )
    })

    test('calls of a copy that do not wait for each other keep their order', async () => {
      await using copy = openCopy()
      const streams = [someStream(), streamOf('alert', 'a-5'), streamOf('warning', 'w-5')]
      const calls = Array.from({ length: 12 }, (_, call) =>
        Array.from({ length: 5 }, (_, nth) => ({
          stream: streams[Math.floor((call + nth) / 4) % 3]!,
          expected: 'any' as const,
          events: someEvents(1 + (nth % 3)),
        })),
      )
      await Promise.all(calls.map((appends) => copy.append(appends)))
      const sent = calls.flatMap((appends) => appends.flatMap(({ events }) => events))
      expect(ids(await followed(log))).toEqual(ids(sent))
    })

    test.each(['subject', 'alert'] as const)(
      'nothing of a copy is written behind an event of a %s that cannot be',
      async (kind) => {
        await using copy = openCopy()
        const large = { ...someEvent(), data: { text: 'x'.repeat(1_100_000) } }
        const [before, behind] = [someEvents(3), someEvents(6)]
        const append = (stream: StreamId, event: NewEvent) =>
          copy.append([{ stream, expected: 'any', events: [event] }])
        const calls = [
          ...before.map((event) => append(someStream(), event)),
          append(streamOf(kind, 'large'), large),
          ...behind.map((event, nth) =>
            append(nth % 2 === 0 ? someStream() : streamOf('alert', `b-${nth}`), event),
          ),
        ]
        const settled = await Promise.allSettled(calls)
        expect(settled.map(({ status }) => status)).toEqual([
          ...before.map(() => 'fulfilled'),
          'rejected',
          ...behind.map(() => 'rejected'),
        ])
        expect(ids(await followed(log))).toEqual(ids(before))
      },
    )

    test('a copy keeps the order of its appends, and goes on as any other log', async () => {
      const copied: NewEvent[] = []
      const streams = [
        someStream(),
        someStream(),
        streamOf('alert', 'a-4'),
        streamOf('warning', 'w'),
      ]
      {
        await using copy = openCopy()
        const appends = Array.from({ length: 60 }, (_, index) => ({
          stream: streams[(index * 7 + (index % 3)) % 4]!,
          expected: 'any' as const,
          events: someEvents(1 + (index % 3)),
        }))
        copied.push(...appends.flatMap(({ events }) => events))
        await copy.append(appends)
      }
      expect(ids(await followed(log))).toEqual(ids(copied))
      for (const stream of streams) {
        const before = await read(log, stream)
        const next = someEvent()
        await appendOne(log, stream, (before.length - 1) as Revision, [next])
        expect(ids(await read(log, stream))).toEqual([...ids(before), next.event_id])
      }
    })
  })
}
