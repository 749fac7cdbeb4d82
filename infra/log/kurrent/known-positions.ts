import type { Position } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import { logPositionOf, positionOf, type RecordedPosition } from '#/log/kurrent/event-format.ts'
import type { CorrectedTimes } from '#/log/kurrent/corrected-times.ts'
import type { ClientEvent, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import { LOG_START, positionedAfter, type LogPoint } from '#/log/kurrent/log-order.ts'
import type { PositionIndex, StreamMember } from '#/log/kurrent/position-index.ts'
import { collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'
import { subscribedBatches } from '#/log/kurrent/subscribed-batches.ts'

/** Events that go into the index in one transaction. */
const INDEX_EVENTS_MAX = 2_000
/**
 * Events come to the index one by one while the log is quiet; a moment's wait lets them share a
 * transaction.
 */
const LINGER_MS = 2
/** Events that the index does not have yet. */
const RECENT_EVENTS_MAX = 200_000

export interface KnownPositionsParts {
  readonly client: KurrentClient
  readonly index: PositionIndex
  readonly names: StreamNames
  readonly patience: Patience
  readonly corrected: CorrectedTimes
}

/** Where an event is, or that it is there and the index will say where. */
interface RecentEvent {
  readonly position: Position
  /** Otherwise the event is at the position or before it. */
  readonly is_exact: boolean
}

/** Where a stream or a journal was, and behind what it is no longer remembered. */
interface RecentEnd {
  readonly revision: number
  readonly position: Position
}

/**
 * Where events are that the log holds. The index follows the log and is a moment behind; what this
 * process has itself written or seen at the ends of streams is remembered until the index has come
 * that far.
 */
export class KnownPositions implements AsyncDisposable {
  readonly #parts: KnownPositionsParts
  readonly #recent = new Map<EventId, RecentEvent>()
  readonly #ends = new Map<string, RecentEnd>()
  readonly #closing = new AbortController()
  readonly #waiting = new Set<{ readonly position: Position; readonly resolve: () => void }>()
  #failure: unknown
  #following: Promise<void> | undefined

  constructor(parts: KnownPositionsParts) {
    this.#parts = parts
  }

  /**
   * Begins to follow, from where the index was left when it is one of this log, otherwise from the
   * start.
   */
  async start(): Promise<void> {
    await this.#forgetAnotherLog()
    this.#startFollowing()
  }

  /** Those of the events that the log is known to hold. */
  held(eventIds: readonly EventId[]): ReadonlySet<EventId> {
    const held = new Set<EventId>()
    const others: EventId[] = []
    for (const id of eventIds) {
      if (this.#recent.has(id)) held.add(id)
      else others.push(id)
    }
    for (const id of this.#parts.index.positionsOf(others).keys()) held.add(id)
    return held
  }

  /**
   * Where events are that the log is known to hold; waits for the index where only it will say.
   * Throws LogUnavailable when it does not come that far, or does not have them then.
   */
  async positionsOf(eventIds: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>> {
    const positions = new Map<EventId, Position>()
    const others: EventId[] = []
    let behind = 0 as Position
    for (const id of eventIds) {
      const recent = this.#recent.get(id)
      if (recent?.is_exact === true) positions.set(id, recent.position)
      else others.push(id)
      if (recent?.is_exact === false && recent.position > behind) behind = recent.position
    }
    await this.caughtUpTo(behind)
    for (const [id, { position }] of this.#parts.index.positionsOf(others))
      positions.set(id, position)
    const missing = eventIds.find((id) => !positions.has(id))
    if (missing !== undefined)
      throw new LogUnavailable(`it does not say where it has put event ${missing}`)
    return positions
  }

  /** Where a stream or a journal is known to be; undefined when it was not written before. */
  revisionOf(stream: string): number | undefined {
    const end = this.#ends.get(stream)
    return end !== undefined && end.position > this.#reached()
      ? end.revision
      : this.#parts.index.revisionOf(stream)
  }

  /** The events of a stream that lie in journals, by their revisions: only what the index has. */
  membersOf(stream: string, fromRevision: number, limit: number): readonly StreamMember[] {
    return this.#parts.index.membersOf(stream, fromRevision, limit)
  }

  /** Only what the index has: with times. */
  recordedPositionsOf(eventIds: readonly EventId[]): Map<EventId, RecordedPosition> {
    const positions = this.#parts.index.positionsOf(eventIds)
    const { times } = this.#parts.corrected
    for (const [id, found] of positions) {
      const corrected = times.at(found.position)
      if (corrected !== undefined)
        positions.set(id, { ...found, recorded_ms: msOfInstant(corrected) })
    }
    return positions
  }

  /** Throws LogUnavailable as `placesOf`. */
  placeOf(event: ClientEvent): RecordedPosition {
    const [place] = this.placesOf([event])
    // One for each event.
    return place!
  }

  /**
   * Of events that were read from the log, where the index has come to them. Throws LogUnavailable
   * when it does not have one of them.
   */
  placesOf(events: readonly ClientEvent[]): readonly RecordedPosition[] {
    const places = this.recordedPositionsOf(events.map(({ id }) => id as EventId))
    return events.map((event) => {
      const position = positionOf(logPositionOf(event))
      const first = places.get(event.id as EventId)
      if (first?.position === position) return first
      const repeat = first === undefined ? undefined : this.#parts.index.repeatAt(position)
      if (repeat === undefined)
        throw new LogUnavailable(`the index does not hold the event at position ${position}`)
      const corrected = this.#parts.corrected.times.at(position)
      return corrected === undefined ? repeat : { ...repeat, recorded_ms: msOfInstant(corrected) }
    })
  }

  /** How many events there are up to the position, which the index has reached. */
  eventsUpTo(position: Position): number {
    return this.#parts.index.eventsUpTo(position)
  }

  /**
   * The events that amend one of the facts, with their positions, in log order: only what the index
   * has.
   */
  amendmentsOf(factIds: readonly FactId[]): readonly (readonly [EventId, Position])[] {
    return this.#parts.index.amendmentsOf(factIds)
  }

  /** An event that is in the log. */
  remember(eventId: EventId, position: Position): void {
    if (position > this.#reached() && this.#recent.get(eventId)?.is_exact !== true)
      this.#recent.set(eventId, { position, is_exact: true })
  }

  /** An event that is in the log, at the position or before it. */
  rememberUpTo(eventId: EventId, position: Position): void {
    if (position > this.#reached() && !this.#recent.has(eventId))
      this.#recent.set(eventId, { position, is_exact: false })
  }

  /**
   * A stream or a journal has come to the revision, by an event that lies at the position or before
   * it. All of its events up to there are known.
   */
  rememberEnd(stream: string, revision: number, position: Position): void {
    this.#ends.delete(stream)
    if (position > this.#reached()) this.#ends.set(stream, { revision, position })
  }

  /**
   * Resolves when there is room for more events, which is at once unless the index is far behind or
   * cannot be written.
   */
  async room(): Promise<void> {
    while (this.#recent.size > RECENT_EVENTS_MAX) {
      const [oldest] = this.#recent.values()
      if (oldest !== undefined) await this.caughtUpTo(oldest.position)
    }
  }

  /**
   * Resolves when the index has read up to the position. Throws LogUnavailable when it cannot
   * follow the log.
   */
  async caughtUpTo(position: Position): Promise<void> {
    if (this.#reached() >= position) return
    this.#startFollowing()
    await new Promise<void>((resolve) => this.#waiting.add({ position, resolve }))
    if (this.#reached() >= position) return
    throw this.#failure ?? new LogUnavailable('the log is closed')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#following
    this.#release(() => true)
  }

  #reached(): Position {
    return this.#parts.index.reach?.last.position ?? (0 as Position)
  }

  /**
   * A server that was set back must not be believed to hold what it held: what is sent again would
   * pass for a duplicate.
   */
  async #forgetAnotherLog(): Promise<void> {
    const { index } = this.#parts
    if (index.reach === undefined || (await this.#isOfThisLog())) return
    await index.clear()
    this.#recent.clear()
    this.#ends.clear()
  }

  /** After a failure the next one who needs the index starts it again. */
  #startFollowing(): void {
    if (this.#following !== undefined) return
    this.#failure = undefined
    this.#following = this.#follow()
      .catch((error: unknown) => {
        this.#failure = error
      })
      .finally(() => {
        this.#following = undefined
        this.#release(() => true)
      })
  }

  async #follow(): Promise<void> {
    const { client, names, patience, index } = this.#parts
    await this.#forgetAnotherLog()
    const { reach } = index
    let point: LogPoint =
      reach === undefined
        ? LOG_START
        : {
            after: reach.logPosition,
            events: reach.last.ordinal,
            recorded_ms: reach.last.recorded_ms,
          }
    const { signal } = this.#closing
    const options = {
      prefixes: names.prefixes,
      batch_events_max: INDEX_EVENTS_MAX,
      lingerMs: () => LINGER_MS,
    }
    for await (const batch of subscribedBatches(client, {
      ...options,
      after: point.after,
      signal,
      patience,
    }))
      point = await this.#take(point, batch)
  }

  async #take(point: LogPoint, batch: readonly ClientEvent[]): Promise<LogPoint> {
    await this.#parts.corrected.learn(batch)
    const events = positionedAfter(point, batch, {
      times: this.#parts.corrected.times,
      names: this.#parts.names,
    })
    const [lastEvent, last] = [batch.at(-1), events.at(-1)]
    if (lastEvent === undefined || last === undefined) return point
    const logPosition = logPositionOf(lastEvent)
    await this.#parts.index.take(events, { logPosition, last })
    for (const { event_id } of events) this.#recent.delete(event_id)
    this.#forgetEnds(last.position)
    this.#release(({ position }) => position <= last.position)
    return { after: logPosition, events: last.ordinal, recorded_ms: last.recorded_ms }
  }

  /** Oldest first; one that is out of order is forgotten a little later. */
  #forgetEnds(reached: Position): void {
    for (const [stream, { position }] of this.#ends) {
      if (position > reached) return
      this.#ends.delete(stream)
    }
  }

  #release(isDue: (waiting: { readonly position: Position }) => boolean): void {
    for (const waiting of this.#waiting) {
      if (!isDue(waiting)) continue
      this.#waiting.delete(waiting)
      waiting.resolve()
    }
  }

  /**
   * A log that was restored from a backup, or another server's, has something else where the index
   * was left.
   */
  async #isOfThisLog(): Promise<boolean> {
    const { client, index, names, patience } = this.#parts
    const { reach } = index
    if (reach === undefined) return false
    const last = await retrying(() => client.readLast(names.prefixes, patience.answer_ms), patience)
    if (last === undefined || positionOf(logPositionOf(last)) < reach.last.position) return false
    const [event] = await retrying(
      () => collected(client.readAt(reach.logPosition), patience.answer_ms),
      patience,
    )
    return event?.id === reach.last.event_id
  }
}
