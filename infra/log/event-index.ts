import type { Position, Revision, StreamId } from '@jianwei/events/envelope.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { amendedFactInText } from '#/log/amended-fact.ts'
import { emptyGeneration, GenerationSettling, type StreamHead } from '#/log/event-generation.ts'
import { idPrefix } from '#/log/id-prefix.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/*
 * Finds events by id and the ends of streams. A unique index in the database would do the same, but
 * ids are random: each new event would dirty a page of its own, and commits would write ten times
 * the events' bytes. So the index trails behind the log:
 *
 *  1. New events go to the recent generation, in memory. The events themselves are durable, so
 *     losing it loses nothing.
 *  2. A full generation is settled: its entries move to the tables in the order of their keys, a
 *     slice with each commit.
 *  3. When all of it has moved, `indexed_to` says so, in the same transaction, and the memory is
 *     given back.
 *
 * Whoever opens the file, or sees that another process has committed, reads the events after what
 * it knows (`catchUp`): never more than a few generations. Several processes may settle the same
 * events; the entries are the same, and repeating them is harmless.
 */

/** When a generation is settled. Memory holds at most about twice as many entries. */
const GENERATION_EVENTS_MAX = 65_536
/**
 * A process that only looks on settles nothing; with so much in memory it begins anew from the
 * tables.
 */
const GENERATIONS_MAX = 4
/**
 * Entries are settled twice as fast as events arrive, so that one generation is done before the
 * next is full.
 */
const SETTLED_PER_EVENT = 2
const SETTLED_ENTRIES_MIN = 256
/** Ids looked up by one statement. */
const PROBE_IDS = 64
/** Two appends of the largest batches of rows. */
const NOT_IN_TABLES_MAX = 16_384
/** No prefix: fills up the last statement. */
const NO_PREFIX = -1

export interface EventIndexOptions {
  readonly generation_events_max?: number
}

interface LastEvent {
  readonly position: Position
  readonly recorded_at: Instant | null
}

/** For rows of `events`: those of which the data name a fact. */
const IS_AMENDMENT = "type IN ('FactCorrected', 'FactRetracted')"

const NOTHING: LastEvent = { position: 0 as Position, recorded_at: null }

export class EventIndex {
  readonly #database: SqliteDatabase
  readonly #generationEventsMax: number
  readonly #probe: SqlStatement
  readonly #probeAmendments: SqlStatement
  readonly #selectHead: SqlStatement
  readonly #selectTail: SqlStatement
  readonly #selectLast: SqlStatement
  readonly #selectIndexedTo: SqlStatement
  readonly #updateIndexedTo: SqlStatement
  #recent = emptyGeneration()
  /**
   * The generation before: being settled, or settled and kept because busy streams come again soon.
   */
  #previous = emptyGeneration()
  #settling: GenerationSettling | undefined
  #last: LastEvent = NOTHING
  /**
   * Ids that the tables do not have: what is looked for before an append is looked for again by it.
   * Whatever is new is in memory, and so is what moves to the tables, until memory is given back.
   */
  readonly #notInTables = new Set<EventId>()

  constructor(database: SqliteDatabase, options: EventIndexOptions = {}) {
    this.#database = database
    this.#generationEventsMax = options.generation_events_max ?? GENERATION_EVENTS_MAX
    this.#probe = database.prepare(`
      SELECT events.event_id, events.position FROM event_places CROSS JOIN events USING (position)
      WHERE id_prefix IN (${Array.from({ length: PROBE_IDS }, () => '?').join()})`)
    this.#probeAmendments = database.prepare(
      'SELECT position FROM fact_amendments WHERE fact_prefix = ?',
    )
    this.#selectHead = database.prepare(
      'SELECT revision, position FROM stream_heads WHERE stream = ?',
    )
    this.#selectTail = database.prepare(
      `SELECT event_id, position, stream, revision, recorded_at, type,
        iif(${IS_AMENDMENT}, data, NULL)
       FROM events WHERE position > ? ORDER BY position`,
    )
    this.#selectLast = database.prepare(
      'SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1',
    )
    this.#selectIndexedTo = database.prepare('SELECT indexed_to FROM event_index')
    this.#updateIndexedTo = database.prepare(
      'UPDATE event_index SET indexed_to = ? WHERE indexed_to < ?',
    )
  }

  /** The last event that is known. */
  get last(): LastEvent {
    return this.#last
  }

  /**
   * Learns what other writers, here or in other processes, have added. To be called before anything
   * is looked up; cheap when nothing has changed.
   */
  catchUp(): void {
    const last = this.#selectLast.get()
    if (last === undefined) return
    const [position, recordedAt] = rowOf(last)
    if (position === this.#last.position) return
    this.#forgetSettled(Number(rowOf(this.#selectIndexedTo.get())[0]) as Position)
    for (const row of this.#selectTail.iterate(this.#last.position)) {
      const [eventId, position, stream, revision, at, type, data] = rowOf(row)
      const head = { position: position as Position, revision: revision as Revision }
      // The columns are what `SqliteEventLog` has written.
      const factId = amendedFactInText(type as string, data as string | null)
      this.add(eventId as EventId, stream as StreamId, head, at as Instant, factId)
    }
    // Everything was settled: the tables say where, but not when.
    this.#last = { ...this.#last, recorded_at: this.#last.recorded_at ?? (recordedAt as Instant) }
  }

  /** Where those of the events are that the log holds. The map may hold others too. */
  positionsOf(eventIds: Iterable<EventId>): Map<EventId, Position> {
    const positions = new Map<EventId, Position>()
    let unknown: EventId[] = []
    for (const id of eventIds) {
      const position = this.recentPositionOf(id) ?? this.#previous.positions.get(id)
      if (position !== undefined) positions.set(id, position)
      else if (!this.#notInTables.has(id) && unknown.push(id) === PROBE_IDS) {
        this.#probeTables(unknown, positions)
        unknown = []
      }
    }
    if (unknown.length > 0) this.#probeTables(unknown, positions)
    return positions
  }

  /**
   * Where an event is that was added since `positionsOf` was asked; older ones may be unknown to
   * it.
   */
  recentPositionOf(eventId: EventId): Position | undefined {
    return this.#recent.positions.get(eventId)
  }

  /**
   * Where the facts were corrected or retracted, in log order. Some positions may be of other
   * facts: the events themselves decide.
   */
  amendmentPositionsOf(factIds: Iterable<FactId>): Position[] {
    const positions = new Set<Position>()
    for (const factId of factIds) {
      for (const [position] of rowsOf(this.#probeAmendments.all(idPrefix(factId))))
        positions.add(position as Position)
      for (const position of this.#previous.amendments.get(factId) ?? []) positions.add(position)
      for (const position of this.#recent.amendments.get(factId) ?? []) positions.add(position)
    }
    return [...positions].sort((one, other) => one - other)
  }

  headOf(stream: StreamId): StreamHead | undefined {
    return (
      this.#recent.heads.get(stream) ??
      this.#previous.heads.get(stream) ??
      this.#headInTable(stream)
    )
  }

  /** Takes in the event behind the last one. `amended`: the fact that it corrects or retracts. */
  add(
    eventId: EventId,
    stream: StreamId,
    head: StreamHead,
    recordedAt: Instant,
    amended: FactId | undefined,
  ): void {
    if (amended !== undefined) addAmendment(this.#recent.amendments, amended, head.position)
    this.#recent.positions.set(eventId, head.position)
    this.#recent.heads.set(stream, head)
    this.#last = { position: head.position, recorded_at: recordedAt }
  }

  /** Moves entries to the tables, in proportion to the events that this transaction has written. */
  settle(eventsWritten: number): void {
    if (this.#settling === undefined && this.#recent.positions.size >= this.#generationEventsMax) {
      this.#settling = new GenerationSettling(this.#database, this.#recent, this.#last.position)
      this.#previous = this.#recent
      this.#recent = emptyGeneration()
      this.#notInTables.clear()
    }
    if (this.#settling === undefined) return
    this.#settling.advance(Math.max(SETTLED_ENTRIES_MIN, eventsWritten * SETTLED_PER_EVENT))
    if (!this.#settling.isDone) return
    this.#updateIndexedTo.run(this.#settling.to, this.#settling.to)
    this.#settling = undefined
  }

  /**
   * After a transaction that failed: what it added is not there. The next `catchUp` starts from the
   * tables.
   */
  reset(): void {
    this.#recent = emptyGeneration()
    this.#previous = emptyGeneration()
    this.#settling = undefined
    this.#last = NOTHING
    this.#notInTables.clear()
  }

  /** Gives back the memory of what another process has settled. */
  #forgetSettled(indexedTo: Position): void {
    const inMemory = this.#recent.positions.size + this.#previous.positions.size
    if (indexedTo > this.#last.position || inMemory > this.#generationEventsMax * GENERATIONS_MAX) {
      this.reset()
      this.#last = { position: indexedTo, recorded_at: null }
    } else if (this.#settling !== undefined && indexedTo >= this.#settling.to) {
      this.#settling = undefined
    }
  }

  #probeTables(ids: readonly EventId[], positions: Map<EventId, Position>): void {
    const filling = Array.from({ length: PROBE_IDS - ids.length }, () => NO_PREFIX)
    for (const row of rowsOf(this.#probe.all(...ids.map(idPrefix), ...filling))) {
      const [eventId, position] = row
      positions.set(eventId as EventId, position as Position)
    }
    if (this.#notInTables.size > NOT_IN_TABLES_MAX) this.#notInTables.clear()
    for (const id of ids) if (!positions.has(id)) this.#notInTables.add(id)
  }

  #headInTable(stream: StreamId): StreamHead | undefined {
    const row = this.#selectHead.get(stream)
    if (row === undefined) return undefined
    const [revision, position] = rowOf(row)
    return { revision: revision as Revision, position: position as Position }
  }
}

function addAmendment(
  amendments: Map<FactId, Position[]>,
  factId: FactId,
  position: Position,
): void {
  const positions = amendments.get(factId)
  if (positions === undefined) amendments.set(factId, [position])
  else positions.push(position)
}
