import type { Position, RecordedEvent, StreamId } from '@jianwei/events/envelope.ts'
import { RECORDING_TIMES_STREAM } from '@jianwei/events/clock/recording-times.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type {
  AppendOutcome,
  Checkpoint,
  EventLog,
  FollowOptions,
  LogBatch,
  NewestEvent,
  PlacedEvent,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import type {
  LogFindings,
  LogReading,
  LogStanding,
  SetAsideEvent,
} from '@jianwei/events/ports/log-standing.ts'
import type { ParseRecorded } from '#/log/event-rows.ts'
import { failureOf, logError } from '#/log/kurrent/client-failure.ts'
import { OrderedAppends } from '#/log/kurrent/append-order.ts'
import { CorrectedTimes } from '#/log/kurrent/corrected-times.ts'
import {
  logPositionOf,
  positionOf,
  serverPlaceOf,
  type EventReading,
} from '#/log/kurrent/event-format.ts'
import type { ClientEvent, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import { ownEvents } from '#/log/kurrent/events-and-findings.ts'
import { KnownPositions } from '#/log/kurrent/known-positions.ts'
import {
  checkpointOf,
  positionedAfter,
  pointOf,
  type LogPoint,
  type SavedPoint,
} from '#/log/kurrent/log-order.ts'
import { PositionIndex } from '#/log/kurrent/position-index.ts'
import { answered, collected, USUAL_PATIENCE, type Patience } from '#/log/kurrent/retrying.ts'
import { readableEvents } from '#/log/kurrent/readable-events.ts'
import { AppendSize } from '#/log/kurrent/server-append.ts'
import { writableEvents } from '#/log/kurrent/stream-append.ts'
import { StreamAppends } from '#/log/kurrent/stream-appends.ts'
import { StreamReading } from '#/log/kurrent/stream-reading.ts'
import { asideReason } from '#/log/kurrent/set-aside.ts'
import { streamNames, type StreamNames } from '#/log/kurrent/stream-names.ts'
import { subscribedBatches } from '#/log/kurrent/subscribed-batches.ts'
import { Lanes } from '#/log/kurrent/turns.ts'

const NOT_READ: LogReading = { state: 'reading', place: 0, end: 0, events: 0 }

/** Ids of one `find`. */
const FIND_IDS_MAX = 1_000
/** Positions of one `placesAt`. */
const POSITIONS_MAX = 1_000
/** Events that are looked up at the same time. */
const LOOKUPS_MAX = 32
/** Events of one call. */
const CALL_EVENTS_MAX = 100_000
/** Events of all calls that are not answered yet; beyond it calls are refused. */
const WAITING_EVENTS_MAX = 400_000
/** What comes while one reads: a moment's wait makes batches of single events. */
const LINGER_MS = 3
/** More is certain to come, so a batch waits until it is full, unless nothing arrives at all. */
const CERTAIN_LINGER_MS = 1_000

export interface KurrentEventLogOptions {
  readonly parse: ParseRecorded
  /** First part of the names of all streams: `jianwei`. */
  readonly namespace: string
  /**
   * The index of positions, a file on this machine that is built from the log: `position-index.ts`.
   */
  readonly index_file: string
  readonly patience?: Patience
  /**
   * All appends are in the log in the order of the calls, and none behind one that failed, which
   * makes writing slow: for a copy, while nobody else writes.
   */
  readonly in_order?: boolean
  /** Told to people, a sentence each: how far the index has come, when that takes long. */
  readonly say?: (line: string) => void
}

/** What needs the index; who only follows the log has none. */
interface Indexed {
  readonly index: PositionIndex
  readonly positions: KnownPositions
  readonly appends: StreamAppends
}

/**
 * The event log in EventStoreDB (22.6 or later) or KurrentDB. Positions are commit positions: they
 * grow and have gaps. The client belongs to whoever opened it and outlives the log; disposing of
 * the log ends its followers and waits for the appends in hand. What it promises otherwise than the
 * port is said by `KURRENT_LOG_CAPABILITIES`.
 */
export class KurrentEventLog implements EventLog, LogStanding {
  readonly #client: KurrentClient
  readonly #names: StreamNames
  readonly #ordered: OrderedAppends | undefined
  readonly #reading: EventReading
  readonly #corrected: CorrectedTimes
  readonly #indexFile: string
  readonly #patience: Patience
  readonly #say: KurrentEventLogOptions['say']
  readonly #closing = new AbortController()
  readonly #streams: StreamReading
  readonly #lookups = new Lanes(LOOKUPS_MAX)
  readonly #calls = new Set<Promise<unknown>>()
  readonly #headCalls = new Set<Promise<unknown>>()
  #waitingEvents = 0
  #known: KnownPositions | undefined
  #opening: Promise<Indexed> | undefined
  #caughtUp: Promise<Indexed> | undefined

  constructor(client: KurrentClient, options: KurrentEventLogOptions) {
    this.#client = client
    const { in_order = false } = options
    this.#ordered = in_order ? new OrderedAppends() : undefined
    this.#names = streamNames(options.namespace, { one_journal: in_order })
    this.#indexFile = options.index_file
    this.#patience = options.patience ?? USUAL_PATIENCE
    this.#streams = new StreamReading({
      client,
      names: this.#names,
      patience: this.#patience,
      signal: this.#closing.signal,
    })
    this.#say = options.say
    this.#corrected = new CorrectedTimes({ client, names: this.#names, patience: this.#patience })
    this.#reading = { names: this.#names, parse: options.parse, times: this.#corrected.times }
  }

  async append(appends: readonly StreamAppend[]): Promise<readonly AppendOutcome[]> {
    this.#assertOpen()
    const events = appends.reduce((sum, append) => sum + append.events.length, 0)
    if (events > CALL_EVENTS_MAX)
      throw new RangeError(`an append takes at most ${CALL_EVENTS_MAX} events, not ${events}`)
    if (this.#waitingEvents + events > WAITING_EVENTS_MAX)
      throw new LogUnavailable('too many events wait to be written')
    this.#waitingEvents += events
    const call = this.#appendAll(appends)
    this.#calls.add(call)
    try {
      return await call
    } finally {
      this.#calls.delete(call)
      this.#waitingEvents -= events
    }
  }

  async *read(stream: StreamId): AsyncGenerator<RecordedEvent, void, undefined> {
    this.#assertOpen()
    const { positions } = await this.#indexed()
    for await (const piece of this.#streams.pieces(stream, positions))
      yield* await this.#recorded(ownEvents(piece, this.#names), positions)
  }

  async find(eventIds: readonly EventId[]): Promise<readonly RecordedEvent[]> {
    this.#assertOpen()
    if (eventIds.length > FIND_IDS_MAX)
      throw new RangeError(`find takes at most ${FIND_IDS_MAX} ids, not ${eventIds.length}`)
    const ids = [...new Set(eventIds)]
    if (ids.length === 0) return []
    const { positions } = await this.#indexed()
    // An event that another process wrote a moment ago may not be in the index.
    if (positions.places.recordedPositionsOf(ids).size < ids.length)
      await positions.caughtUpTo(await this.head())
    const found = [...positions.places.recordedPositionsOf(ids)].toSorted(
      ([, one], [, other]) => one.position - other.position,
    )
    return this.#eventsAt(
      found.map(([id, { position }]) => [id, position]),
      positions,
    )
  }

  async amendmentsOf(factIds: readonly FactId[]): Promise<readonly RecordedEvent[]> {
    this.#assertOpen()
    if (factIds.length > FIND_IDS_MAX)
      throw new RangeError(`amendmentsOf takes at most ${FIND_IDS_MAX} ids, not ${factIds.length}`)
    const ids = [...new Set(factIds)]
    if (ids.length === 0) return []
    const { positions } = await this.#indexed()
    // Nothing tells whether the index lacks one, so it comes to the log's end first.
    await positions.caughtUpTo(await this.head())
    return this.#eventsAt(positions.places.amendmentsOf(ids), positions)
  }

  follow(after: Checkpoint | 'start', options: FollowOptions): AsyncIterable<LogBatch> {
    this.#assertOpen()
    if (!Number.isInteger(options.batch_events_max) || options.batch_events_max < 1)
      throw new RangeError('batch_events_max is at least 1')
    const point = pointOf(after)
    const end = options.until === 'head' ? this.#headBeforeAppends() : options.until
    return this.#following(point, options, end)
  }

  async head(): Promise<Position> {
    this.#assertOpen()
    const { positions } = await this.#indexed()
    return this.#answered(() => positions.head())
  }

  async placesAt(positions: readonly Position[]): Promise<ReadonlyMap<Position, PlacedEvent>> {
    this.#assertOpen()
    if (positions.length > POSITIONS_MAX)
      throw new RangeError(
        `placesAt takes at most ${POSITIONS_MAX} positions, not ${positions.length}`,
      )
    const { positions: known } = await this.#indexed()
    const head = await this.#answered(() => known.head())
    const places = new Map<Position, PlacedEvent>()
    const look = async (position: Position): Promise<void> => {
      const event = await this.#eventAt(position)
      if (event === undefined) return
      const { ordinal } = known.places.placeOf(event)
      // The ids are those that were written.
      places.set(position, { event_id: event.id as EventId, ordinal })
    }
    await Promise.all(
      positions.filter((at) => at <= head).map((at) => this.#lookups.run(() => look(at))),
    )
    return places
  }

  async checkpointAt(position: Position): Promise<Checkpoint | 'start' | undefined> {
    this.#assertOpen()
    if (position === 0) return 'start'
    if (position > (await this.head())) return undefined
    const event = await this.#eventAt(position)
    if (event === undefined) return undefined
    const { positions } = await this.#indexed()
    await positions.caughtUpTo(position)
    const { ordinal, recorded_ms } = positions.places.placeOf(event)
    return checkpointOf({ after: logPositionOf(event), events: ordinal, recorded_ms })
  }

  async newest(): Promise<NewestEvent | undefined> {
    this.#assertOpen()
    const { positions } = await this.#indexed()
    const last = await this.#answered(() => positions.last())
    if (last === undefined) return undefined
    const { position, ordinal, recorded_ms } = last
    return { position, ordinal, recorded_at: instantFromMs(recorded_ms) }
  }

  reading(): LogReading {
    return this.#known?.reading ?? NOT_READ
  }

  async findings(): Promise<LogFindings> {
    this.#assertOpen()
    const { findings } = (await this.#opened()).positions
    return { set_aside: findings.setAsideCounts(), stream_losses: findings.losses() }
  }

  async setAside(limit: number): Promise<readonly SetAsideEvent[]> {
    this.#assertOpen()
    return (await this.#opened()).positions.findings.setAside(limit)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#calls)
    const opened = await this.#opening?.catch(() => undefined)
    await opened?.positions[Symbol.asyncDispose]()
    opened?.index[Symbol.dispose]()
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new Error('the event log is closed')
  }

  async #appendAll(appends: readonly StreamAppend[]): Promise<readonly AppendOutcome[]> {
    // Before anything of the call is sent.
    const events = appends.map(writableEvents)
    const ready = async (): Promise<StreamAppends> => {
      const indexed = await this.#indexed()
      await Promise.all([indexed.positions.room(), ...this.#headCalls])
      return indexed.appends
    }
    const settled = await Promise.allSettled(
      this.#ordered === undefined
        ? (await ready()).appendAll(appends, events)
        : await this.#ordered.append(appends, events, ready),
    )
    if (appends.some(({ stream }) => stream === RECORDING_TIMES_STREAM))
      await this.#answered(() => this.#corrected.load())
    const failures = settled.flatMap((append) =>
      append.status === 'rejected' ? [append.reason as unknown] : [],
    )
    if (failures.length > 0)
      throw failures.find((failure) => !(failure instanceof LogUnavailable)) ?? failures[0]
    return settled.flatMap((append) => (append.status === 'fulfilled' ? [append.value] : []))
  }

  /**
   * An append that is called later waits for the answer, so that what it writes is behind this
   * head.
   */
  async #headBeforeAppends(): Promise<Position> {
    const head = this.head()
    const answered = head.catch(() => {})
    this.#headCalls.add(answered)
    void answered.then(() => this.#headCalls.delete(answered))
    return head
  }

  async *#following(
    start: SavedPoint,
    { batch_events_max, signal, types }: FollowOptions,
    until: Promise<Position> | Position | undefined,
  ): AsyncGenerator<LogBatch, void, undefined> {
    const end = await until
    if (
      end !== undefined &&
      (end === 0 || (start.after !== 'start' && positionOf(start.after) >= end))
    )
      return
    let point = await this.#counted(start)
    await this.#answered(() => this.#corrected.load())
    const known = await this.#opened()
    const beyond = (position: Position) => this.#answered(() => known.positions.beyond(position))
    const isWanted = (type: string): boolean => types === undefined || types.includes(type)
    const isWithin = (event: ClientEvent): boolean =>
      end === undefined || serverPlaceOf(event).commit <= BigInt(end)
    const stop = AbortSignal.any([signal, this.#closing.signal])
    const batches = subscribedBatches(this.#client, {
      after:
        (await beyond(point.after === 'start' ? (0 as Position) : positionOf(point.after))) ??
        point.after,
      prefixes: this.#names.prefixes,
      batch_events_max,
      lingerMs: (last) => {
        const place = serverPlaceOf(last)
        if (end === undefined || place.commit >= BigInt(end)) return LINGER_MS
        return known.positions.isBeforeLong(positionOf(place)) ? 0 : CERTAIN_LINGER_MS
      },
      beyond: (last) => beyond(positionOf(serverPlaceOf(last))),
      signal: stop,
      patience: this.#patience,
    })
    for await (const { events: arrived } of batches) {
      if (stop.aborted) return
      const wanted = ownEvents(arrived, this.#names).filter(isWithin)
      const last = wanted.at(-1)
      if (last !== undefined) {
        await this.#answered(() => this.#corrected.learn(wanted))
        const places = positionedAfter(point, wanted, {
          times: this.#corrected.times,
          names: this.#names,
        })
        point = {
          after: logPositionOf(last),
          events: point.events + wanted.length,
          recorded_ms: places.at(-1)?.recorded_ms ?? point.recorded_ms,
        }
        // One place for each event.
        const placed = wanted.map((event, index) => [event, places[index]!] as const)
        const asked = placed.filter(([event]) => isWanted(event.type))
        const events = await readableEvents(asked, this.#reading, known.positions)
        if (events.length > 0 || types !== undefined)
          yield { events, checkpoint: checkpointOf(point) }
      }
      const reached = arrived.at(-1)
      if (
        end !== undefined &&
        reached !== undefined &&
        serverPlaceOf(reached).commit >= BigInt(end)
      )
        return
    }
  }

  /** Of a point that does not say how many events come before it, they are counted in the index. */
  async #counted({ events, ...point }: SavedPoint): Promise<LogPoint> {
    if (events !== undefined) return { ...point, events }
    if (point.after === 'start') return { ...point, events: 0 }
    const { positions } = await this.#indexed()
    const position = positionOf(point.after)
    await positions.caughtUpTo(position)
    return { ...point, events: positions.places.eventsUpTo(position) }
  }

  async #at(position: Position, id: EventId): Promise<ClientEvent | undefined> {
    const from = { commit: BigInt(position), prepare: BigInt(position) }
    const [event] = await this.#answered(() =>
      collected(this.#client.readAt(from), this.#patience.answer_ms),
    )
    return event?.id === id ? event : undefined
  }

  /** One of an erased stream is in the index and no longer in the log. */
  async #eventsAt(
    found: readonly (readonly [EventId, Position])[],
    positions: KnownPositions,
  ): Promise<readonly RecordedEvent[]> {
    const events = await Promise.all(
      found.map(([id, position]) => this.#lookups.run(() => this.#at(position, id))),
    )
    return this.#recorded(
      events.filter((event) => event !== undefined),
      positions,
    )
  }

  /**
   * The event of this log whose record begins there. After a restored backup a position may lie
   * within a record, where a server gives an error or the next event; a server that answers
   * everything else has then no event there.
   */
  async #eventAt(position: Position): Promise<ClientEvent | undefined> {
    const from = { commit: BigInt(position), prepare: BigInt(position) }
    const read = async (): Promise<ClientEvent | undefined> =>
      (await collected(this.#client.readAt(from), this.#patience.answer_ms))[0]
    const event = await read().catch(async (error: unknown) => {
      if (failureOf(error) === 'bug') throw error
      // Throws LogUnavailable where it is the server that is away.
      await this.head()
      return read().catch(() => undefined)
    })
    if (event === undefined || asideReason(event, this.#names) !== undefined) return undefined
    return positionOf(logPositionOf(event)) === position ? event : undefined
  }

  /** Events that the index has, without those that cannot be read. */
  #recorded(
    events: readonly ClientEvent[],
    positions: KnownPositions,
  ): Promise<readonly RecordedEvent[]> {
    const places = positions.places.placesOf(events)
    // One place for each event.
    const placed = events.map((event, index) => [event, places[index]!] as const)
    return readableEvents(placed, this.#reading, positions)
  }

  #answered<T>(read: () => Promise<T>): Promise<T> {
    return answered(read, this.#patience, this.#closing.signal)
  }

  /** The first who needs all of the index waits until it has come to the log's end. */
  #indexed(): Promise<Indexed> {
    this.#caughtUp ??= this.#catchUp().catch((error: unknown) => {
      this.#caughtUp = undefined
      throw error
    })
    return this.#caughtUp
  }

  async #catchUp(): Promise<Indexed> {
    const indexed = await this.#opened()
    try {
      await indexed.positions.head()
      return indexed
    } catch (error) {
      throw logError(error)
    }
  }

  /** The index, wherever it has come to. */
  #opened(): Promise<Indexed> {
    this.#opening ??= this.#openIndex().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #openIndex(): Promise<Indexed> {
    const index = PositionIndex.open(this.#indexFile)
    const parts = {
      client: this.#client,
      names: this.#names,
      patience: this.#patience,
      corrected: this.#corrected,
    }
    const positions = new KnownPositions({ ...parts, index, say: this.#say })
    this.#known = positions
    try {
      await this.#corrected.load()
      await positions.start()
      const appends = new StreamAppends(
        { ...parts, positions, size: new AppendSize() },
        { in_order: this.#ordered !== undefined },
      )
      return { index, positions, appends }
    } catch (error) {
      await positions[Symbol.asyncDispose]()
      index[Symbol.dispose]()
      throw logError(error)
    }
  }
}
