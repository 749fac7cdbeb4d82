import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { NewEvent, RecordedEvent, StreamId } from '@jianwei/events/envelope.ts'
import { appendOne, type Checkpoint } from '@jianwei/events/ports/event-log.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import type { Patience } from '@jianwei/infra/log/kurrent/retrying.ts'
import {
  deleteStream,
  intrude,
  jsonOf,
  limitStream,
  tombstoneStream,
  writeNeighbours,
} from '#/support/kurrent-stand-in/others.ts'
import {
  KurrentHost,
  type ClientUnderTest,
  type KurrentSite,
} from '#/support/kurrent-stand-in/place.ts'
import { someEvent, someEvents, someStream } from '#/support/log/events.ts'
import type { AdapterData, Opened } from '#/support/log/sqlite-place.ts'

const patience: Patience = {
  answer_ms: 20_000,
  give_up_ms: 60_000,
  pause_ms_min: 5,
  pause_ms_max: 50,
}
const MANY = 1_000_000
/** What the server may look at for one call, whatever its neighbours have written. */
const CALL_EVENTS = 1_200

/**
 * What the log keeps on a server that others write to and somebody else operates. Only a stand-in
 * can be told to.
 */
export function kurrentSharedServerContract(name: string, under: ClientUnderTest): void {
  describe(`${name}, on a server that others share`, () => {
    let host: KurrentHost
    let place: AdapterData<KurrentEventLog>
    let opened: Opened<KurrentEventLog>
    let log: KurrentEventLog
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

    async function restart(): Promise<void> {
      await opened[Symbol.asyncDispose]()
      opened = await place.open()
      log = opened.port
    }

    /** How many events the server looked at meanwhile. */
    async function cost(work: () => Promise<unknown>): Promise<number> {
      const before = host.standIn.reads.considered
      await work()
      return host.standIn.reads.considered - before
    }

    async function all(after: Checkpoint | 'start' = 'start'): Promise<readonly RecordedEvent[]> {
      const { signal } = new AbortController()
      const batches = await Array.fromAsync(
        log.follow(after, { signal, batch_events_max: 100, until: 'head' }),
      )
      return batches.flatMap(({ events }) => events)
    }

    function ids(events: readonly NewEvent[]): readonly string[] {
      return events.map(({ event_id }) => event_id)
    }

    function serverName(stream: StreamId): string {
      return `${site.namespace}.${stream}`
    }

    /** The server's stream that holds the events of a stream. */
    function holds(event: NewEvent): string {
      const stored = host.standIn.log.all.find(({ id }) => id === event.event_id)
      if (stored === undefined) throw new Error('the server does not hold the event')
      return stored.stream
    }

    test('an event of the log right behind what others wrote is found after a start, whichever process wrote it', async () => {
      await using other = await place.open()
      for (const between of [1, 3, 200, 256, 257, 1_023, 1_024, 5_000]) {
        await appendOne(log, someStream(), 'any', [someEvent()])
        writeNeighbours(host.standIn, between)
        await log.head()
        // The index is left behind what the neighbours wrote.
        await opened[Symbol.asyncDispose]()
        const event = someEvent()
        await appendOne(other.port, someStream(), 'any', [event])
        opened = await place.open()
        log = opened.port
        expect([between, ids(await log.find([event.event_id]))]).toEqual([
          between,
          [event.event_id],
        ])
        expect(await log.head()).toBe((await log.find([event.event_id]))[0]?.position)
      }
    })

    test('the head is what any process was told to be written, while neighbours write all the time', async () => {
      await using other = await place.open()
      for (let round = 0; round < 20; round += 1) {
        const [written] = await appendOne(other.port, someStream(), 'any', [someEvent()])
        writeNeighbours(host.standIn, (round * 97) % 700)
        expect(await log.head()).toBe(written!.position)
      }
    })

    describe('what is in a stream of the log and none of its events', () => {
      const metadata = jsonOf({ schema_version: 1, subject_id: 's' })
      const intruders = {
        'another program’s event': { event: {}, reason: 'no_envelope' },
        'half an envelope': { event: { metadata }, reason: 'no_envelope' },
        'metadata that are no JSON': {
          event: { metadata: Buffer.from('{') },
          reason: 'no_envelope',
        },
        'a binary event': {
          event: { contentType: 'application/octet-stream', data: Buffer.from([0, 255, 7]) },
          reason: 'not_json',
        },
        'data that are no JSON': { event: { data: Buffer.from('{"a":') }, reason: 'not_json' },
        'a list': { event: { data: jsonOf([1]) }, reason: 'not_json' },
        'a link': {
          event: {
            type: '$>',
            contentType: 'application/octet-stream',
            data: Buffer.from('7@accounting-ledger'),
          },
          reason: 'not_json',
        },
      } as const

      test.each(Object.entries(intruders))(
        '%s: everybody goes on behind it, and it is kept with place, bytes and reason',
        async (_, { event, reason }) => {
          const stream = someStream()
          const [before, after, later] = someEvents(3)
          await appendOne(log, stream, 'any', [before!])
          const id = intrude(host.standIn, holds(before!), event)
          await appendOne(log, stream, 'any', [after!])
          const held = await all()
          expect(ids(held)).toEqual(ids([before!, after!]))
          expect(held.map(({ ordinal }) => ordinal)).toEqual([1, 2])
          expect(ids(await Array.fromAsync(log.read(stream)))).toEqual(ids([before!, after!]))
          const { set_aside, stream_losses } = await log.findings()
          expect(set_aside).toMatchObject([{ reason, stream: holds(before!), events: 1 }])
          expect(stream_losses).toEqual([])
          const [kept] = await log.setAside(10)
          expect(kept).toMatchObject({
            reason,
            event_id: id,
            position: set_aside[0]?.last_position,
          })
          expect(Buffer.from(kept!.content)).toEqual(
            Buffer.from(event && 'data' in event ? event.data : jsonOf({ amount: 12 })),
          )
          // At the next start, and for another machine, it is the same.
          await restart()
          await appendOne(log, stream, 'any', [later!])
          expect(ids(await all())).toEqual(ids([before!, after!, later!]))
          expect((await log.findings()).set_aside).toMatchObject([{ events: 1 }])
        },
      )

      test('an event of an explicit transaction, whose position is another’s', async () => {
        const stream = someStream()
        const [before, after] = someEvents(2)
        const [written] = await appendOne(log, stream, 'any', [before!])
        intrude(host.standIn, holds(before!), {}, { prepare: written!.position + 1 })
        await appendOne(log, stream, 'any', [after!])
        expect(ids(await all())).toEqual(ids([before!, after!]))
        expect((await log.findings()).set_aside).toMatchObject([{ reason: 'transaction' }])
      })

      test('hundreds of them are counted, and what is kept of them has a limit', async () => {
        const [event] = someEvents(1)
        await appendOne(log, someStream(), 'any', [event!])
        const data = jsonOf(['x'.repeat(100_000)])
        for (let nth = 0; nth < 500; nth += 1) intrude(host.standIn, holds(event!), { data })
        await log.head()
        const { set_aside } = await log.findings()
        expect(set_aside).toMatchObject([{ reason: 'not_json', events: 500 }])
        const kept = await log.setAside(2_000)
        expect(kept.map(({ content_bytes }) => content_bytes)).toEqual(kept.map(() => data.length))
        expect(kept.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThan(10_000_000)
      })

      test('the last event of all may be one, and the head is the one before', async () => {
        const [event] = someEvents(1)
        const [written] = await appendOne(log, someStream(), 'any', [event!])
        intrude(host.standIn, holds(event!))
        expect(await log.head()).toBe(written!.position)
        await restart()
        expect(await log.head()).toBe(written!.position)
        expect(await log.newest()).toMatchObject({ position: written!.position, ordinal: 1 })
      })
    })

    test('an event of this program that does not fit its type is kept aside, and the log goes on', async () => {
      const stream = someStream()
      const [before, after] = someEvents(2)
      await appendOne(log, stream, 'any', [before!])
      const like = host.standIn.log.all.find(({ id }) => id === before!.event_id)!
      const { type, metadata } = like
      intrude(host.standIn, like.stream, {
        type,
        data: jsonOf({ complaint_number: 7 }),
        metadata: metadataBehind(metadata),
      })
      await appendOne(log, stream, 'any', [after!])
      const held = await all()
      expect(ids(held)).toEqual(ids([before!, after!]))
      // It has a number of its own, so whoever counts sees that it is missing.
      expect(held.map(({ ordinal }) => ordinal)).toEqual([1, 3])
      expect((await log.findings()).set_aside).toMatchObject([{ reason: 'unreadable', events: 1 }])
    })

    test('an event of a newer program is passed over by nobody', async () => {
      const [before] = someEvents(1)
      await appendOne(log, someStream(), 'any', [before!])
      const like = host.standIn.log.all.find(({ id }) => id === before!.event_id)!
      intrude(host.standIn, like.stream, {
        type: 'OrbitReached',
        metadata: metadataBehind(like.metadata),
      })
      await expect(all()).rejects.toMatchObject({ code: 'EVENT_UNREADABLE' })
      expect((await log.findings()).set_aside).toEqual([])
    })

    describe('what the server takes away from a stream', () => {
      async function three(): Promise<readonly NewEvent[]> {
        const events = someEvents(3)
        const stream = someStream()
        for (const event of events) await appendOne(log, stream, 'any', [event])
        return events
      }

      test('for ever: readers go on, and the finding names the stream', async () => {
        const events = await three()
        const name = holds(events[0]!)
        tombstoneStream(host.standIn, name)
        const elsewhere = someEvent()
        await appendOne(log, `rule-${name}` as StreamId, 'any', [elsewhere])
        expect(ids(await all())).toEqual(ids([...events, elsewhere]))
        const { set_aside, stream_losses } = await log.findings()
        expect(set_aside).toMatchObject([{ reason: 'tombstone', stream: name, events: 1 }])
        expect(stream_losses).toMatchObject([{ kind: 'tombstoned', stream: name, given: 3 }])
        await restart()
        expect(ids(await all())).toEqual(ids([...events, elsewhere]))
        host.standIn.log.scavenge()
        await expect(log.head()).resolves.toBeGreaterThan(0)
      })

      test.each([
        ['deleted', null, (stream: string) => deleteStream(host.standIn, stream)],
        ['cut', 2, (stream: string) => limitStream(host.standIn, stream, { $tb: 2 })],
        [
          'count_limited',
          1,
          (stream: string) => limitStream(host.standIn, stream, { $maxCount: 1 }),
        ],
        ['age_limited', 60, (stream: string) => limitStream(host.standIn, stream, { $maxAge: 60 })],
      ] as const)('%s: is told at once, and that it was lifted too', async (kind, amount, act) => {
        const events = await three()
        const name = holds(events[0]!)
        act(name)
        await log.head()
        const { stream_losses } = await log.findings()
        expect(stream_losses).toMatchObject([{ kind, amount, stream: name, given: 3 }])
        limitStream(host.standIn, name, {})
        await log.head()
        expect((await log.findings()).stream_losses.map((loss) => loss.kind)).toEqual([
          kind,
          'lifted',
        ])
      })

      test('and out of its files: whoever reads the log anew says how many are missing', async () => {
        const events = await three()
        const name = holds(events[0]!)
        limitStream(host.standIn, name, { $maxCount: 1 })
        await log.head()
        host.standIn.log.scavenge()
        limitStream(host.standIn, name, {})
        // Another machine, whose index is not built yet.
        await using other = await place.open()
        await other.port.head()
        const { stream_losses } = await other.port.findings()
        expect(stream_losses.filter(({ kind }) => kind === 'missing')).toMatchObject([
          { stream: name, amount: 2, given: 2 },
        ])
        expect(ids(await all())).toEqual(ids(events.slice(2)))
      })

      test('that is not of the log is nobody’s business', async () => {
        await three()
        limitStream(host.standIn, 'accounting-ledger', { $maxCount: 1 })
        limitStream(host.standIn, `${site.namespace}.checkpoint-projector`, { $maxCount: 100 })
        limitStream(host.standIn, serverName(someStream()), {})
        await log.head()
        expect((await log.findings()).stream_losses).toEqual([])
      })
    })

    describe('a million events of a neighbour', () => {
      test('are searched once, after a start, and no call pays for them', async () => {
        const before = someEvents(3)
        await appendOne(log, someStream(), 'any', before)
        writeNeighbours(host.standIn, MANY)
        const stream = someStream()
        expect(await log.head()).toBe((await log.find(ids(before) as never)).at(-1)?.position)
        const [event, unknown] = someEvents(2)
        const calls = {
          head: () => log.head(),
          newest: () => log.newest(),
          'find what is not there': () => log.find([unknown!.event_id]),
          append: () => appendOne(log, stream, 'any', [event!]),
          'find what is there': () => log.find([event!.event_id]),
          read: () => Array.fromAsync(log.read(stream)),
          'amendments of it': () => log.amendmentsOf([event!.event_id] as never),
          'what is at a position': async () => log.placesAt([await log.head()]),
          'a checkpoint at a position': async () => log.checkpointAt(await log.head()),
        }
        for (const [what, call] of Object.entries(calls))
          expect([what, (await cost(call)) < CALL_EVENTS]).toEqual([what, true])
        const newStart = await cost(async () => {
          await restart()
          await log.head()
        })
        expect(newStart).toBeLessThan(CALL_EVENTS)
        const following = await cost(async () => {
          expect(ids(await all())).toEqual(ids([...before, event!]))
        })
        expect(following).toBeLessThan(MANY / 2)
      })

      test('at the end are searched once, also when the first search is cut short', async () => {
        await appendOne(log, someStream(), 'any', someEvents(2))
        await log.head()
        await opened[Symbol.asyncDispose]()
        writeNeighbours(host.standIn, MANY)
        const searched = await cost(async () => {
          opened = await place.open()
          log = opened.port
          const scanning = log.head().catch(() => {})
          await expect.poll(() => log.reading().place).toBeGreaterThan(0)
          host.standIn.cutConnections()
          await scanning
          await log.head()
        })
        // What was on its way when the connection was cut may be searched twice.
        expect(searched).toBeLessThan(2 * MANY + CALL_EVENTS)
        expect(log.reading().state).toBe('following')
        expect(await cost(restart)).toBeLessThan(CALL_EVENTS)
        expect(await cost(() => log.head())).toBeLessThan(CALL_EVENTS)
      })
    })

    test('a follower whose filter leaves out where the index has come to misses nothing behind it', async () => {
      writeNeighbours(host.standIn, 5_000)
      // The index asks for metadata too, followers do not.
      limitStream(host.standIn, serverName(someStream()), { $maxCount: 100_000 })
      await log.head()
      await opened[Symbol.asyncDispose]()
      const written = someEvents(2)
      const elsewhere = { ...site, index_file: ':memory:', parse: parseRecorded, patience }
      await using another = new KurrentEventLog(site.client, elsewhere)
      await appendOne(another, someStream(), 'any', written)
      opened = await place.open()
      log = opened.port
      const ending = new AbortController()
      const given: NewEvent[] = []
      // What began behind a lost event goes on with the next.
      const options = { signal: ending.signal, batch_events_max: 1 }
      for await (const { events } of log.follow('start', options)) {
        given.push(...events)
        if (given.at(-1)?.event_id === written.at(-1)?.event_id) ending.abort()
      }
      expect(ids(given)).toEqual(ids(written))
    })

    test('followers that began long ago pass over what neighbours wrote, and miss nothing', async () => {
      const written: NewEvent[] = []
      const append = async (count: number): Promise<void> => {
        const events = someEvents(count)
        written.push(...events)
        await appendOne(log, someStream(), 'any', events)
      }
      for (let round = 0; round < 3; round += 1) {
        await append(3)
        writeNeighbours(host.standIn, MANY)
        await log.head()
      }
      await append(2)
      await restart()
      const searched = await cost(async () => expect(ids(await all())).toEqual(ids(written)))
      // The server searches on while the reader says where it would rather be.
      expect(searched).toBeLessThan(MANY)
    })
  })
}

/** The envelope of an event for the next one in its stream. */
function metadataBehind(metadata: Uint8Array): Uint8Array {
  const said = JSON.parse(Buffer.from(metadata).toString('utf8')) as Record<string, unknown>
  return jsonOf(
    typeof said['revision'] === 'number' ? { ...said, revision: said['revision'] + 1 } : said,
  )
}
