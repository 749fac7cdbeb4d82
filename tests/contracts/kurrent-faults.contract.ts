import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { NewEvent, Position, RecordedEvent, StreamId } from '@jianwei/events/envelope.ts'
import { CheckpointConflict, EventTooLarge, LogUnavailable } from '@jianwei/events/errors.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { appendOne, type Checkpoint, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { KurrentCheckpointStore } from '@jianwei/infra/log/kurrent/kurrent-checkpoint-store.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import type { Patience } from '@jianwei/infra/log/kurrent/retrying.ts'
import { someEvent, someEvents, someStream } from '#/support/log/events.ts'
import type { AppendFault } from '#/support/kurrent-stand-in/faults.ts'
import {
  KurrentHost,
  type ClientUnderTest,
  type KurrentSite,
} from '#/support/kurrent-stand-in/place.ts'
import type { Opened, AdapterData } from '#/support/log/sqlite-place.ts'

/** Short, so that what never answers costs little. */
const patience: Patience = { answer_ms: 700, give_up_ms: 2_500, pause_ms_min: 5, pause_ms_max: 50 }

/** What the log keeps when the server, or the way to it, fails. Only a stand-in can be told to. */
export function kurrentFaultsContract(name: string, under: ClientUnderTest): void {
  describe(`${name}, when things fail`, () => {
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
      await opened[Symbol.asyncDispose]()
    })

    async function idsIn(stream: StreamId): Promise<readonly string[]> {
      return (await Array.fromAsync(log.read(stream))).map((event) => event.event_id)
    }

    function ids(events: readonly NewEvent[]): readonly string[] {
      return events.map(({ event_id }) => event_id)
    }

    const faults: readonly (readonly [string, readonly AppendFault[]])[] = [
      ['the connection is cut after the writing', [{ fault: 'cut-after-writing' }]],
      ['the connection is cut before the writing', [{ fault: 'cut-before-writing' }]],
      [
        'three times in a row the answer is lost',
        Array.from({ length: 3 }, () => ({ fault: 'cut-after-writing' })),
      ],
      ['no answer ever comes, and the connection stays open', [{ fault: 'never-answer' }]],
      ['the answer comes after nobody waits for it', [{ fault: 'answer-late', ms: 500 }]],
    ]
    test.each(faults)(
      '%s: the append succeeds, and its events are there once',
      async (_, ordered) => {
        const stream = someStream()
        await appendOne(log, stream, 'absent', [someEvent()])
        const events = someEvents(3)
        host.standIn.order(...ordered)
        const written = await appendOne(log, stream, 'any', events)
        expect(written.map(({ duplicate }) => duplicate)).toEqual([false, false, false])
        // The late answer must not end the process either.
        await sleep(150)
        expect((await idsIn(stream)).slice(1)).toEqual(ids(events))
        expect(written.map(({ position }) => position)).toEqual(
          (await log.find(events.map(({ event_id }) => event_id))).map(({ position }) => position),
        )
      },
    )

    describe('a server that is restored from a backup', () => {
      test('is noticed by a follower when it comes back, also when it has grown again', async () => {
        const stream = someStream()
        for (const event of someEvents(6)) await appendOne(log, stream, 'any', [event])
        const following = log.follow('start', {
          signal: new AbortController().signal,
          batch_events_max: 100,
        })
        const batches = following[Symbol.asyncIterator]()
        for (let seen = 0; seen < 6;) seen += (await batches.next()).value?.events.length ?? 0
        const next = batches.next()
        host.standIn.log.setBack(host.standIn.log.all.length - 3)
        host.standIn.writeSystemEvents(5)
        host.standIn.cutConnections()
        await expect(next).rejects.toMatchObject({ code: 'LOG_REWOUND', retryable: false })
      })

      test('takes what it had lost again as new', async () => {
        const stream = someStream()
        const events = someEvents(4)
        for (const event of events) await appendOne(log, stream, 'any', [event])
        host.standIn.setBack(host.standIn.log.all.length - 2)
        // Who was following ends; the next one begins with what the server holds now.
        await opened[Symbol.asyncDispose]()
        opened = await place.open()
        log = opened.port
        const written = await appendOne(log, stream, 'any', events)
        expect(written.map(({ duplicate }) => duplicate)).toEqual([true, true, false, false])
        expect(await idsIn(stream)).toEqual(ids(events))
      })
    })

    test('a node that is no longer the leader sends the append on to the one that is', async () => {
      const stream = someStream()
      host.standIn.order({ fault: 'not-leader', leader_port: host.standIn.port })
      const event = someEvent()
      await appendOne(log, stream, 'absent', [event])
      expect(await idsIn(stream)).toEqual([event.event_id])
    })

    test('a server that has lost its memory of ids takes no event twice: not [new, repeated], not a repeat after others', async () => {
      const stream = someStream()
      const [old, ...later] = someEvents(3)
      await appendOne(log, stream, 'absent', [old!])
      host.standIn.loseIdCache()
      await opened[Symbol.asyncDispose]()
      // Another machine: its index is not built yet.
      await using other = await place.open()
      await using third = await place.open()
      await appendOne(other.port, stream, 'any', [later[0]!, old!])
      host.standIn.loseIdCache()
      await appendOne(third.port, stream, 'any', [later[1]!, old!, later[0]!])
      opened = await place.open()
      log = opened.port
      expect(await idsIn(stream)).toEqual(ids([old!, ...later]))
    })

    test('an append that the server finds too large is refused by name, and not tried again', async () => {
      await appendOne(log, someStream(), 'any', [someEvent()])
      const before = host.standIn.appends
      host.standIn.order({ fault: 'too-large' })
      const refused = appendOne(log, someStream(), 'any', [someEvent()])
      await expect(refused).rejects.toBeInstanceOf(EventTooLarge)
      await expect(refused).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE', retryable: false })
      expect(host.standIn.appends).toBe(before + 1)
    })

    test('while the server is away a call waits, then throws LogUnavailable; sent again it succeeds once', async () => {
      const stream = someStream()
      const events = someEvents(2)
      await appendOne(log, stream, 'absent', [someEvent()])
      await host.standIn.goAway()
      const call = () => appendOne(log, stream, 'any', events)
      await expect(call()).rejects.toBeInstanceOf(LogUnavailable)
      const waiting = call()
      await sleep(300)
      await host.standIn.comeBack()
      await waiting
      expect((await idsIn(stream)).slice(1)).toEqual(ids(events))
    })

    test('of two processes that write the same events at once each event is there once', async () => {
      await using other = await place.open()
      const stream = someStream()
      const events = someEvents(60)
      const calls = [0, 1, 2, 3].flatMap((start) =>
        [log, other.port].map(async (each, process) => {
          for (let at = start * 10; at < start * 10 + 30; at += 3 + process)
            await appendOne(each, stream, 'any', events.slice(at, at + 3 + process))
        }),
      )
      await Promise.all(calls)
      const held = await idsIn(stream)
      expect(new Set(held).size).toBe(held.length)
      expect(held.toSorted()).toEqual(ids(events).toSorted())
    })

    describe('who follows', () => {
      test('gets every event once and in order though the connection is cut again and again', async () => {
        const stop = new AbortController()
        const seen: RecordedEvent[] = []
        const following = (async () => {
          for await (const { events } of log.follow('start', {
            signal: stop.signal,
            batch_events_max: 7,
          }))
            if (seen.push(...events) >= 300) stop.abort()
        })()
        const written: NewEvent[] = []
        for (let round = 0; round < 10; round++) {
          const events = someEvents(30)
          written.push(...events)
          await appendOne(log, someStream(), 'absent', events)
          host.standIn.cutConnections()
        }
        await following
        expect(ids(seen)).toEqual(ids(written))
      })

      test('is told when the server stays away', async () => {
        await appendOne(log, someStream(), 'absent', [someEvent()])
        const batches = log.follow('start', {
          signal: new AbortController().signal,
          batch_events_max: 7,
        })
        const reader = batches[Symbol.asyncIterator]()
        await reader.next()
        const next = reader.next()
        await host.standIn.goAway()
        await expect(next).rejects.toBeInstanceOf(LogUnavailable)
        await host.standIn.comeBack()
      })

      test('and leaves, leaves no call behind at the server', async () => {
        await appendOne(log, someStream(), 'absent', someEvents(20))
        const { signal } = new AbortController()
        const before = host.standIn.reads.subscriptions.size
        for (let round = 0; round < 3; round++)
          for await (const _ of log.follow('start', { signal, batch_events_max: 5 })) break
        await expect.poll(() => host.standIn.reads.subscriptions.size).toBe(before)
      })

      test('slowly, slows the server down', async () => {
        const filler = 'x'.repeat(1_000)
        for (let i = 0; i < 50; i++) {
          const events = Array.from({ length: 100 }, () => someEvent({ correlation_id: filler }))
          await appendOne(log, someStream(), 'absent', events)
        }
        const before = host.standIn.reads.sent
        const { signal } = new AbortController()
        const followed = log.follow('start', { signal, batch_events_max: 100 })
        const reader = followed[Symbol.asyncIterator]()
        await reader.next()
        await sleep(300)
        const sent = host.standIn.reads.sent - before
        // What the client holds ready, what is under way, and the batch.
        expect(sent).toBeLessThan(3_500)
        await reader.return?.()
      })

      test('sees nothing of what the server writes for itself, and neither does the head', async () => {
        const [event] = someEvents(1)
        host.standIn.writeSystemEvents(100)
        const [{ position } = { position: 0 }] = await appendOne(log, someStream(), 'absent', [
          event!,
        ])
        host.standIn.writeSystemEvents(5_000)
        expect(await log.head()).toBe(position)
        const { signal } = new AbortController()
        const batches = await Array.fromAsync(
          log.follow('start', { signal, batch_events_max: 100, until: 'head' }),
        )
        expect(batches.flatMap(({ events }) => ids(events))).toEqual([event!.event_id])
      })

      test('goes on counting behind a checkpoint that does not say how many came before', async () => {
        await appendOne(log, someStream(), 'absent', someEvents(5))
        const { signal } = new AbortController()
        const options = { signal, batch_events_max: 3, until: 'head' } as const
        const [first] = await Array.fromAsync(log.follow('start', options))
        const uncounted = first!.checkpoint.split('/').slice(0, 3).join('/') as Checkpoint
        const rest = await Array.fromAsync(log.follow(uncounted, options))
        expect(rest.flatMap(({ events }) => events.map(({ ordinal }) => ordinal))).toEqual([4, 5])
        expect(rest.at(-1)?.checkpoint.split('/')[3]).toBe('5')
      })

      test('until a position between two events, ends before it', async () => {
        const places = await appendOne(log, someStream(), 'absent', someEvents(2))
        const until = ((places[1]?.position ?? 0) - 1) as Position
        const { signal } = new AbortController()
        const batches = await Array.fromAsync(
          log.follow('start', { signal, batch_events_max: 100, until }),
        )
        expect(batches.flatMap(({ events }) => events.map(({ position }) => position))).toEqual([
          places[0]?.position,
        ])
      })
    })

    test('an index that was left by another log is built anew, and swallows no event', async () => {
      const events = someEvents(5)
      await appendOne(log, someStream(), 'absent', events)
      await log.find([events[0]!.event_id])
      await opened[Symbol.asyncDispose]()
      await using otherHost = await KurrentHost.start(under)
      const { index_file, namespace } = site
      const client = under.connect(otherHost.url)
      await using otherLog = new KurrentEventLog(client, {
        namespace,
        index_file,
        parse: parseRecorded,
        patience,
      })
      const stream = someStream()
      const written = await appendOne(otherLog, stream, 'absent', events)
      expect(written.every(({ duplicate }) => !duplicate)).toBe(true)
      expect(await Array.fromAsync(otherLog.read(stream))).toHaveLength(5)
      await otherLog[Symbol.asyncDispose]()
      await client[Symbol.asyncDispose]()
      opened = await place.open()
      log = opened.port
      expect(await log.find(events.map(({ event_id }) => event_id))).toHaveLength(5)
    })

    test('a checkpoint whose answer was lost is saved once, and its second owner is refused', async () => {
      const store = new KurrentCheckpointStore(site.client, { ...site, patience })
      const second = new KurrentCheckpointStore(site.client, { ...site, patience })
      await store.save('projector', 'a', 'absent')
      expect(await second.load('projector')).toEqual({ value: 'a', version: 1 })
      host.standIn.order({ fault: 'cut-after-writing' })
      expect(await store.save('projector', 'b', 1)).toBe(2)
      await expect(second.save('projector', 'c', 1)).rejects.toBeInstanceOf(CheckpointConflict)
      expect(await store.load('projector')).toEqual({ value: 'b', version: 2 })
      expect(await store.save('projector', 'd', 2)).toBe(3)
    })
  })
}
