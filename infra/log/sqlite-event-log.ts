import { setImmediate as nextTurn } from 'node:timers/promises'
import { RecordingTimesCorrected } from '@jianwei/events/clock/events.ts'
import {
  RECORDING_TIMES_STREAM,
  RECORDING_TIMES_TYPE,
  RecordingTimes,
} from '@jianwei/events/clock/recording-times.ts'
import type {
  NewEvent,
  Ordinal,
  Position,
  RecordedEvent,
  Revision,
  StreamId,
} from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type {
  AppendOutcome,
  AppendedEvent,
  Checkpoint,
  EventLog,
  ExpectedRevision,
  FollowOptions,
  LogBatch,
  NewestEvent,
  PlacedEvent,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import { AppendQueue, type AppendCall } from '#/log/append-queue.ts'
import type { StreamHead } from '#/log/event-generation.ts'
import { EventIndex, type EventIndexOptions } from '#/log/event-index.ts'
import {
  EVENT_COLUMNS,
  eventAsWritten,
  eventOfRow,
  INSERT_EVENT,
  rowOfEvent,
  TYPE,
  writtenEvent,
  type ParseRecorded,
  type RowReading,
  type WrittenEvent,
} from '#/log/event-rows.ts'
import {
  checkpointAt,
  followTail,
  LogTail,
  positionOfCheckpoint,
  type TailPiece,
  WrittenEvents,
} from '#/log/log-tail.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'
import type { Clock } from '#/runtime/clock.ts'

/** Ids of one `find`. */
const FIND_IDS_MAX = 1_000
/** Positions of one `placesAt`. */
const POSITIONS_MAX = 1_000
/** Events of a stream that are read in one piece. */
const STREAM_PIECE_EVENTS_MAX = 500

/** Where the type stands in a row of `#selectTypesAfter`. */
const TYPE_BESIDE_POSITION = 1

export interface SqliteEventLogOptions extends EventIndexOptions {
  readonly clock: Clock
  readonly parse: ParseRecorded
}

/**
 * The event log in an SQLite file. Positions have no gaps. The database belongs to whoever opened
 * it and outlives the log; disposing of the log ends its followers and waits for the appends in
 * hand.
 */
export class SqliteEventLog implements EventLog {
  readonly #database: SqliteDatabase
  readonly #clock: Clock
  readonly #reading: RowReading
  readonly #index: EventIndex
  readonly #queue = new AppendQueue((calls) => this.#commit(calls))
  readonly #tail = new LogTail()
  readonly #written = new WrittenEvents()
  /** What was read of these, by what was known of times of recording. */
  readonly #read = new WeakMap<
    WrittenEvent,
    { readonly event: RecordedEvent; readonly times_known: Position }
  >()
  /** Written by the transaction that runs. */
  #uncommitted: WrittenEvent[] = []
  readonly #closing = new AbortController()
  readonly #insert: SqlStatement
  readonly #selectAfter: SqlStatement
  readonly #selectTypesAfter: SqlStatement
  readonly #selectAt: SqlStatement
  readonly #selectChain: SqlStatement
  readonly #selectHead: SqlStatement
  readonly #selectId: SqlStatement
  readonly #selectTime: SqlStatement

  constructor(database: SqliteDatabase, options: SqliteEventLogOptions) {
    this.#database = database
    this.#clock = options.clock
    this.#reading = { parse: options.parse, times: new RecordingTimes() }
    this.#index = new EventIndex(database, options)
    this.#insert = database.prepare(INSERT_EVENT)
    this.#selectAfter = database.prepare(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position
        LIMIT ?`,
    )
    this.#selectTypesAfter = database.prepare(
      'SELECT position, type FROM events WHERE position > ? AND position <= ? ' +
        'ORDER BY position LIMIT ?',
    )
    this.#selectAt = database.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE position = ?`)
    this.#selectChain = database.prepare(`
      WITH RECURSIVE chain (position) AS (
        SELECT ?
        UNION ALL
        SELECT previous_position FROM chain JOIN events USING (position)
        WHERE previous_position IS NOT NULL
      )
      SELECT position FROM chain LIMIT ${STREAM_PIECE_EVENTS_MAX + 1}`)
    this.#selectHead = database.prepare('SELECT coalesce(max(position), 0) FROM events')
    this.#selectId = database.prepare('SELECT event_id FROM events WHERE position = ?')
    this.#selectTime = database.prepare('SELECT recorded_at FROM events WHERE position = ?')
  }

  async append(appends: readonly StreamAppend[]): Promise<readonly AppendOutcome[]> {
    this.#assertOpen()
    return this.#queue.add(appends)
  }

  async *read(stream: StreamId): AsyncGenerator<RecordedEvent, void, undefined> {
    const positions = await this.#positionsOf(stream)
    for (let at = 0; at < positions.length; at += STREAM_PIECE_EVENTS_MAX) {
      yield* this.#eventsAt(positions.slice(at, at + STREAM_PIECE_EVENTS_MAX))
      await nextTurn()
    }
  }

  async find(eventIds: readonly EventId[]): Promise<readonly RecordedEvent[]> {
    this.#assertOpen()
    if (eventIds.length > FIND_IDS_MAX)
      throw new RangeError(`find takes at most ${FIND_IDS_MAX} ids, not ${eventIds.length}`)
    const positions = this.#lookUp((index) => index.positionsOf(eventIds))
    const asked = new Set(
      eventIds.map((id) => positions.get(id)).filter((position) => position !== undefined),
    )
    return this.#eventsAt([...asked].sort((one, other) => one - other))
  }

  async amendmentsOf(factIds: readonly FactId[]): Promise<readonly RecordedEvent[]> {
    this.#assertOpen()
    if (factIds.length > FIND_IDS_MAX)
      throw new RangeError(`amendmentsOf takes at most ${FIND_IDS_MAX} ids, not ${factIds.length}`)
    const asked = new Set(factIds)
    const events = this.#eventsAt(this.#lookUp((index) => index.amendmentPositionsOf(asked)))
    // The index knows facts by the beginnings of their ids.
    return events.filter((event) => {
      const factId = amendedFactOf(event)
      return factId !== undefined && asked.has(factId)
    })
  }

  follow(after: Checkpoint | 'start', options: FollowOptions): AsyncIterable<LogBatch> {
    this.#assertOpen()
    this.#lookUp(() => undefined)
    const { batch_events_max, until, types } = options
    if (!Number.isInteger(batch_events_max) || batch_events_max < 1)
      throw new RangeError('batch_events_max is at least 1')
    const wanted = types === undefined ? undefined : new Set(types)
    return followTail({
      tail: this.#tail,
      readAfter: (position, end, limit) => this.#readAfter(position, end, limit, wanted),
      after: positionOfCheckpoint(after),
      until: until === 'head' ? this.#headNow() : until,
      batch_events_max,
      signal: AbortSignal.any([options.signal, this.#closing.signal]),
    })
  }

  async head(): Promise<Position> {
    this.#assertOpen()
    return this.#headNow()
  }

  async placesAt(positions: readonly Position[]): Promise<ReadonlyMap<Position, PlacedEvent>> {
    this.#assertOpen()
    if (positions.length > POSITIONS_MAX)
      throw new RangeError(
        `placesAt takes at most ${POSITIONS_MAX} positions, not ${positions.length}`,
      )
    return this.#database.read(() => {
      const places = new Map<Position, PlacedEvent>()
      for (const position of positions) {
        const row = this.#selectId.get(position)
        if (row === undefined) continue
        const event_id = rowOf(row)[0] as EventId
        places.set(position, { event_id, ordinal: ordinalAt(position) })
      }
      return places
    })
  }

  async checkpointAt(position: Position): Promise<Checkpoint | 'start' | undefined> {
    this.#assertOpen()
    if (position === 0) return 'start'
    return position <= this.#headNow() ? checkpointAt(position) : undefined
  }

  async newest(): Promise<NewestEvent | undefined> {
    this.#assertOpen()
    const { position, recorded_at } = this.#lookUp((index) => index.last)
    return recorded_at === null
      ? undefined
      : {
          position,
          ordinal: ordinalAt(position),
          recorded_at: this.#reading.times.of(position, recorded_at),
        }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#queue.drained()
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new Error('the event log is closed')
  }

  /** One transaction for all of the calls. */
  async #commit(calls: readonly AppendCall[]): Promise<readonly (readonly AppendOutcome[])[]> {
    try {
      const outcomes = await this.#database.write(() => this.#writeCalls(calls))
      this.#written.add(this.#uncommitted)
      if (this.#uncommitted.some(({ stream }) => stream === RECORDING_TIMES_STREAM))
        this.#lookUp(() => undefined)
      this.#tail.notify()
      return outcomes
    } catch (error) {
      this.#index.reset()
      throw error
    }
  }

  #writeCalls(calls: readonly AppendCall[]): readonly (readonly AppendOutcome[])[] {
    this.#catchUp()
    this.#uncommitted = []
    const before = this.#index.last
    const recordedAt = this.#timeAfter(before, calls)
    const held = this.#index.positionsOf(eventIdsOf(calls))
    const outcomes = calls.map((call) =>
      call.map((append) => this.#writeAppend(append, held, recordedAt)),
    )
    this.#index.settle(this.#index.last.position - before.position)
    return outcomes
  }

  /**
   * The machine's clock may have jumped back; the log's does not, except where a correction says
   * that it was ahead.
   */
  #timeAfter({ position, recorded_at }: EventIndex['last'], calls: readonly AppendCall[]): Instant {
    const now = this.#clock.now()
    if (recorded_at === null) return now
    let { times } = this.#reading
    for (const correction of correctionsIn(calls)) {
      // One that this transaction writes takes back what came before it.
      if (times === this.#reading.times) times = times.copy()
      times.add(correction, (position + 1) as Position, (at) => this.#ownTimeOf(at))
    }
    const before = times.of(position, recorded_at)
    return before > now ? before : now
  }

  /** `held`: where the events are that the log held before this transaction. */
  #writeAppend(
    append: StreamAppend,
    held: ReadonlyMap<EventId, Position>,
    recordedAt: Instant,
  ): AppendOutcome {
    const { stream, expected, events } = append
    const heldAt = (event: NewEvent) =>
      held.get(event.event_id) ?? this.#index.recentPositionOf(event.event_id)
    let head: StreamHead | undefined
    if (events.some((event) => heldAt(event) === undefined)) {
      head = this.#index.headOf(stream)
      if (!isExpected(expected, head))
        return { outcome: 'conflict', expected, actual: head?.revision ?? 'absent' }
    }
    const written = events.map((event): AppendedEvent => {
      const position = heldAt(event)
      if (position !== undefined)
        return { event_id: event.event_id, position: position, duplicate: true }
      head = this.#writeEvent(event, stream, head, recordedAt)
      return { event_id: event.event_id, position: head.position, duplicate: false }
    })
    return { outcome: 'appended', events: written }
  }

  /** Writes behind the log's last event and returns the stream's new head. */
  #writeEvent(
    event: NewEvent,
    stream: StreamId,
    head: StreamHead | undefined,
    recordedAt: Instant,
  ): StreamHead {
    const position = (this.#index.last.position + 1) as Position
    const revision = (head === undefined ? 0 : head.revision + 1) as Revision
    const location = {
      position,
      stream,
      revision,
      previous_position: head?.position ?? null,
      recorded_at: recordedAt,
    }
    const written = writtenEvent(event, location)
    this.#insert.run(...rowOfEvent(written))
    this.#uncommitted.push(written)
    const newHead = { revision, position }
    this.#index.add(event.event_id, stream, newHead, recordedAt, amendedFactOf(event))
    return newHead
  }

  #readAfter(
    after: Position,
    until: Position,
    limit: number,
    wanted: ReadonlySet<string> | undefined,
  ): TailPiece {
    const written = this.#written.after(after, until, limit)
    if (written.length > 0) {
      const events = written
        .filter(({ event }) => wanted === undefined || wanted.has(event.type))
        .map((event) => this.#asWritten(event))
      return { events, looked_at: written.length, end: written.at(-1)?.position }
    }
    const select = wanted === undefined ? this.#selectAfter : this.#selectTypesAfter
    const rows = this.#database.read(() => rowsOf(select.all(after, until, limit)))
    assertNoGap(rows, after)
    const typeOf = (row: readonly unknown[]): string =>
      String(row[wanted === undefined ? TYPE : TYPE_BESIDE_POSITION])
    // Another process has written it a moment ago.
    if (rows.some((row) => typeOf(row) === RECORDING_TIMES_TYPE)) this.#lookUp(() => undefined)
    const events =
      wanted === undefined
        ? rows.map((row) => eventOfRow(row, this.#reading))
        : this.#eventsAt(rows.filter((row) => wanted.has(typeOf(row))).map(positionOfRow))
    const last = rows.at(-1)
    return { events, looked_at: rows.length, end: last && positionOfRow(last) }
  }

  /** Each is read once, however many follow the log. */
  #asWritten(written: WrittenEvent): RecordedEvent {
    const { known } = this.#reading.times
    const before = this.#read.get(written)
    if (before?.times_known === known) return before.event
    const event = eventAsWritten(written, this.#reading)
    this.#read.set(written, { event, times_known: known })
    return event
  }

  #eventsAt(positions: readonly Position[]): readonly RecordedEvent[] {
    const rows = this.#database.read(() =>
      positions.map((position) => rowOf(this.#selectAt.get(position))),
    )
    return rows.map((row) => eventOfRow(row, this.#reading))
  }

  /** Oldest first: the stream walked back from its head, in pieces. */
  async #positionsOf(stream: StreamId): Promise<readonly Position[]> {
    this.#assertOpen()
    const positions: Position[] = []
    let next = this.#lookUp((index) => index.headOf(stream))?.position
    while (next !== undefined) {
      const start = next
      const piece = this.#database.read(() =>
        rowsOf(this.#selectChain.all(start)).map(([position]) => position as Position),
      )
      // The one beyond the piece is where the next begins.
      next = piece.length > STREAM_PIECE_EVENTS_MAX ? piece.pop() : undefined
      positions.push(...piece)
      if (next !== undefined) await nextTurn()
    }
    return positions.reverse()
  }

  #lookUp<T>(work: (index: EventIndex) => T): T {
    return this.#database.read(() => {
      this.#catchUp()
      return work(this.#index)
    })
  }

  /** Learns what other writers have added, corrections of times among it. */
  #catchUp(): void {
    this.#index.catchUp()
    const { times } = this.#reading
    const corrections: Position[] = []
    let next = this.#index.headOf(RECORDING_TIMES_STREAM)?.position
    while (next !== undefined && next > times.known) {
      corrections.push(next)
      // A stream's events lead to each other: `previous_position`.
      next = (rowOf(this.#selectAt.get(next))[4] ?? undefined) as Position | undefined
    }
    for (const position of corrections.reverse()) {
      const { data } = eventOfRow(rowOf(this.#selectAt.get(position)), this.#reading)
      const correction = RecordingTimesCorrected.data.safeParse(data)
      if (correction.success) times.add(correction.data, position, (at) => this.#ownTimeOf(at))
    }
  }

  #ownTimeOf(position: Position): Instant | undefined {
    const row = this.#selectTime.get(position)
    return row === undefined ? undefined : (rowOf(row)[0] as Instant)
  }

  #headNow(): Position {
    return this.#database.read(() => Number(rowOf(this.#selectHead.get())[0]) as Position)
  }
}

function* eventIdsOf(calls: readonly AppendCall[]): Generator<EventId> {
  for (const call of calls)
    for (const append of call) for (const event of append.events) yield event.event_id
}

function* correctionsIn(calls: readonly AppendCall[]): Generator<RecordingTimesCorrected> {
  for (const call of calls) {
    for (const { stream, events } of call) {
      if (stream !== RECORDING_TIMES_STREAM) continue
      for (const { data } of events) {
        const correction = RecordingTimesCorrected.data.safeParse(data)
        if (correction.success) yield correction.data
      }
    }
  }
}

function isExpected(expected: ExpectedRevision, head: StreamHead | undefined): boolean {
  if (expected === 'any') return true
  return expected === 'absent' ? head === undefined : head?.revision === expected
}

/** Positions have no gaps, so they count the events too. */
function ordinalAt(position: Position): Ordinal {
  return Number(position) as Ordinal
}

/** It is the first of the columns of every statement that reads on from a position. */
function positionOfRow([position]: readonly unknown[]): Position {
  return position as Position
}

/** Positions have none, so where one is missing a row was lost. */
function assertNoGap(rows: readonly (readonly unknown[])[], after: Position): void {
  const at = rows.findIndex(([position], index) => position !== after + index + 1)
  if (at === -1) return
  throw new EventUnreadable(
    `the event at position ${after + at + 1}`,
    'the log has none there, and has later ones',
  )
}
