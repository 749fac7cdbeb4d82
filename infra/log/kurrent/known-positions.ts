import type { Position } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { LogReading } from '@jianwei/events/ports/log-standing.ts'
import { logPositionOf, serverPlaceOf, type RecordedPosition } from '#/log/kurrent/event-format.ts'
import { eventsAndFindings } from '#/log/kurrent/events-and-findings.ts'
import { IndexedPlaces } from '#/log/kurrent/indexed-places.ts'
import type { IndexFindings } from '#/log/kurrent/index-findings.ts'
import { LogEnd } from '#/log/kurrent/log-end.ts'
import { ReadingProgress } from '#/log/kurrent/reading-progress.ts'
import { ReadingWaits } from '#/log/kurrent/reading-waits.ts'
import { RecentWrites } from '#/log/kurrent/recent-writes.ts'
import { setAside } from '#/log/kurrent/set-aside.ts'
import { METADATA_PREFIX } from '#/log/kurrent/stream-losses.ts'
import type { CorrectedTimes } from '#/log/kurrent/corrected-times.ts'
import {
  isBefore,
  type ClientEvent,
  type KurrentClient,
  type LogPosition,
} from '#/log/kurrent/kurrent-client.ts'
import { LOG_START, positionedAfter, type LogPoint } from '#/log/kurrent/log-order.ts'
import type { PositionIndex } from '#/log/kurrent/position-index.ts'
import { collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'
import { WrittenRuns, type WrittenRun } from '#/log/kurrent/written-runs.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'
import {
  isStillThere,
  subscribedBatches,
  type LogMark,
  type SubscribedBatch,
} from '#/log/kurrent/subscribed-batches.ts'

/** Events that go into the index in one transaction. */
const INDEX_EVENTS_MAX = 2_000
/**
 * Events come to the index one by one while the log is quiet; a moment's wait lets them share a
 * transaction.
 */
const LINGER_MS = 2
/** How often the place up to which the server has searched is looked up, and kept. */
const MARK_MS = 250
/** How often a place that was found otherwise is kept. */
const KEPT_MS = 1_000
/** What others wrote between two events of the log, when it is worth passing over. */
const LONG_BYTES = 1024 * 1024
/** Events that the index does not have yet. */
const RECENT_EVENTS_MAX = 200_000

const NOTHING_TAKEN = { events: [], reach: undefined, aside: [], losses: [] } as const

export interface KnownPositionsParts {
  readonly client: KurrentClient
  readonly index: PositionIndex
  readonly names: StreamNames
  readonly patience: Patience
  readonly corrected: CorrectedTimes
  /** Told to people, a sentence each. */
  readonly say?: ((line: string) => void) | undefined
}

/**
 * Where events are that the log holds. The index follows the log and is a moment behind; what this
 * process has itself written or seen at the ends of streams is remembered until the index has come
 * that far.
 */
export class KnownPositions implements AsyncDisposable {
  /** What the index alone knows, as far as it has come. */
  readonly places: IndexedPlaces
  readonly #parts: KnownPositionsParts
  readonly #recent = new RecentWrites()
  /** What the index has not come to of what this process writes. */
  readonly writes = new WrittenRuns()
  readonly #closing = new AbortController()
  readonly #waits = new ReadingWaits()
  readonly #prefixes: readonly string[]
  readonly #end: LogEnd
  readonly #progress: ReadingProgress
  /** Later than what the index has written of it. */
  #searched: LogMark | undefined
  /** As the server has said it, nearer than the marks. */
  #searchedBefore: LogPosition | undefined
  #markedAt = 0
  #keptAt = 0
  #failure: unknown
  #following: Promise<void> | undefined

  constructor(parts: KnownPositionsParts) {
    this.#parts = parts
    const { client, patience, names, say } = parts
    this.places = new IndexedPlaces(parts.index, parts.corrected)
    this.#prefixes = [...names.prefixes, `${METADATA_PREFIX}${names.start}`]
    this.#progress = new ReadingProgress(say)
    this.#end = new LogEnd({
      client,
      patience,
      prefixes: this.#prefixes,
      searched: () => this.#searchedTo(),
      hasSearched: (place) => this.#hasSearched(place),
      note: (mark) => this.#note(mark),
      caughtUpTo: (place) => this.#caughtUpTo(place),
      progress: (ms) => this.#hasProgressed(ms),
    })
  }

  /** What was found beside the events. */
  get findings(): IndexFindings {
    return this.#parts.index.findings
  }

  /** Kept, for it will never be given: an event of the log that cannot be read. */
  async setAside(events: readonly ClientEvent[]): Promise<void> {
    const aside = events.map((event) => setAside(event, 'unreadable', serverPlaceOf(event)))
    await this.#parts.index.take({ ...NOTHING_TAKEN, aside })
  }

  /** How far the index has come. */
  get reading(): LogReading {
    return this.#progress.reading
  }

  /**
   * The position of the log's last event, 0 when there is none, once the index has come to it: all
   * that any process had been told to be written is before it or there.
   */
  async head(): Promise<Position> {
    await this.#end.reached()
    return this.#parts.index.reach?.last.position ?? (0 as Position)
  }

  /** As `head`, with the event's number and time; undefined when there is none. */
  async last(): Promise<RecordedPosition | undefined> {
    await this.#end.reached()
    const last = this.#parts.index.reach?.last
    if (last === undefined) return undefined
    const corrected = this.#parts.corrected.times.at(last.position)
    return corrected === undefined ? last : { ...last, recorded_ms: msOfInstant(corrected) }
  }

  /**
   * Where who has had the event at the position (0: none yet) may go on, when nothing of the log
   * follows for long.
   */
  async beyond(position: Position): Promise<LogMark | undefined> {
    const { client, patience } = this.#parts
    const mark = this.#markBeyond(position)
    if (mark === undefined) return undefined
    if (!(await isStillThere(client, mark, { patience }))) return undefined
    // The index is given metadata too, which followers leave out.
    return { event: mark.event, isGiven: false }
  }

  /** Whether nothing of the log follows the event at the position for long. */
  isBeforeLong(position: Position): boolean {
    return this.#markBeyond(position) !== undefined
  }

  #markBeyond(position: Position): LogMark | undefined {
    const { index } = this.#parts
    const isLast = (index.reach?.last.position ?? 0) === position
    const mark = isLast ? this.#searchedMark() : index.findings.stretchAfter(position)
    return mark !== undefined && isLong(position, mark) ? mark : undefined
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
   * Throws LogUnavailable when it does not come that far. Those that it does not have then are left
   * out.
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
    if (others.length === 0) return positions
    await this.caughtUpTo(behind)
    for (const [id, { position }] of this.#parts.index.positionsOf(others))
      positions.set(id, position)
    return positions
  }

  /** Where a stream or a journal is known to be; undefined when it was not written before. */
  revisionOf(stream: string): number | undefined {
    const end = this.#recent.endOf(stream)
    return end !== undefined && !this.#hasSearched(placeAt(end.position))
      ? end.revision
      : this.#parts.index.revisionOf(stream)
  }

  /** An event that is in the log. */
  remember(eventId: EventId, position: Position): void {
    if (!this.#hasSearched(placeAt(position))) this.#recent.at(eventId, position)
  }

  /** What was just written, the last of it at the position: of the others the index will say. */
  rememberRun(run: WrittenRun, position: Position): void {
    run.written(position)
    // The ids are those of our events.
    const ids = run.events.map(({ event }) => event.id as EventId)
    const last = ids.pop()
    if (!this.#hasSearched(placeAt(position))) for (const id of ids) this.#recent.upTo(id, position)
    if (last !== undefined) this.remember(last, position)
    this.rememberEnd(run.stream, run.end, position)
  }

  /**
   * A stream or a journal has come to the revision, by an event that lies at the position or before
   * it. All of its events up to there are known.
   */
  rememberEnd(stream: string, revision: number, position: Position): void {
    this.#recent.forgetEnd(stream)
    if (!this.#hasSearched(placeAt(position))) this.#recent.end(stream, { revision, position })
  }

  /**
   * Resolves when there is room for more events, which is at once unless the index is far behind or
   * cannot be written.
   */
  async room(): Promise<void> {
    while (this.#recent.size > RECENT_EVENTS_MAX) {
      const { oldest } = this.#recent
      if (oldest !== undefined) await this.caughtUpTo(oldest)
    }
  }

  /**
   * Resolves when the index has read up to the position. Throws LogUnavailable when it cannot
   * follow the log.
   */
  caughtUpTo(position: Position): Promise<void> {
    return this.#caughtUpTo(placeAt(position))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#following
    const searched = this.#searched
    if (searched !== undefined && this.#failure === undefined)
      await this.#parts.index.take({ ...NOTHING_TAKEN, searched })
    this.#waits.ended()
  }

  async #caughtUpTo(place: LogPosition): Promise<void> {
    if (this.#hasSearched(place)) return
    this.#startFollowing()
    await this.#waits.forPlace(place)
    if (this.#hasSearched(place)) return
    throw this.#failure ?? new LogUnavailable('the log is closed')
  }

  #hasSearched(place: LogPosition): boolean {
    if (this.#searchedBefore !== undefined && isBefore(place, this.#searchedBefore)) return true
    const behind = this.#searchedBehind()
    return behind !== undefined && !isBefore(behind, place)
  }

  /** From here on there may be something of the log that is not in the index. */
  #searchedTo(): LogPosition | 'start' {
    const behind = this.#searchedBehind()
    const before = this.#searchedBefore
    if (behind === undefined) return before ?? 'start'
    return before !== undefined && isBefore(behind, before) ? before : behind
  }

  /** The last event of the log, or one of others behind it, up to which everything is known. */
  #searchedBehind(): LogPosition | undefined {
    const last = this.#parts.index.reach?.logPosition
    const searched = this.#searchedMark()?.event.place
    if (last === undefined || searched === undefined) return last ?? searched
    return isBefore(last, searched) ? searched : last
  }

  #searchedMark(): LogMark | undefined {
    return this.#searched ?? this.#parts.index.findings.searched
  }

  /** Kept now and then, with the next events, and when the index is closed. */
  #note(mark: LogMark): void {
    const behind = this.#searchedBehind()
    if (behind !== undefined && !isBefore(behind, mark.event.place)) return
    this.#searched = mark
    this.#progressed()
    if (performance.now() - this.#keptAt < KEPT_MS) return
    this.#keptAt = performance.now()
    // What is not kept is searched again.
    void this.#parts.index.take({ ...NOTHING_TAKEN, searched: mark }).catch(() => {})
  }

  #progressed(): void {
    const reached = this.#searchedTo()
    if (reached !== 'start') this.#progress.reached(Number(reached.commit))
    this.#waits.cameTo((place) => this.#hasSearched(place))
  }

  async #hasProgressed(ms: number): Promise<boolean> {
    this.#startFollowing()
    if (await this.#waits.forMore(ms)) return true
    if (this.#failure !== undefined) throw this.#failure
    return false
  }

  /**
   * A server that was set back must not be believed to hold what it held: what is sent again would
   * pass for a duplicate.
   */
  async #forgetAnotherLog(): Promise<LogMark | undefined> {
    const { index } = this.#parts
    const searched = this.#searchedMark()
    if (searched !== undefined && (await this.#isThere(searched))) return searched
    this.#searched = undefined
    if (index.reach === undefined) {
      // It was searched, and held nothing of the log: that was another one.
      if (searched !== undefined) await index.clear()
      return undefined
    }
    const { logPosition, last } = index.reach
    const mark = { event: { id: last.event_id, place: logPosition }, isGiven: true }
    index.findings.forget()
    if (await this.#isThere(mark)) return mark
    await index.clear()
    this.#recent.clear()
    this.writes.clear()
    return undefined
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
        this.#waits.ended()
      })
  }

  async #follow(): Promise<void> {
    const { client, patience, index } = this.#parts
    this.#searchedBefore = undefined
    const after = (await this.#forgetAnotherLog()) ?? 'start'
    const { reach } = index
    let point: LogPoint =
      reach === undefined
        ? LOG_START
        : {
            after: reach.logPosition,
            events: reach.last.ordinal,
            recorded_ms: reach.last.recorded_ms,
          }
    const last = await this.#end.lastOfAll()
    const from = this.#searchedBehind()
    this.#progress.begin(
      Number(from?.commit ?? 0n),
      last === undefined ? 0n : serverPlaceOf(last).commit,
    )
    this.#progressed()
    for await (const batch of subscribedBatches(client, {
      after,
      prefixes: this.#prefixes,
      batch_events_max: INDEX_EVENTS_MAX,
      lingerMs: () => LINGER_MS,
      signal: this.#closing.signal,
      patience,
    }))
      point = await this.#take(point, batch)
  }

  async #take(point: LogPoint, batch: SubscribedBatch): Promise<LogPoint> {
    const { corrected, index, names } = this.#parts
    const written = (event: ClientEvent) => this.writes.written(event)
    const { own, aside, losses } = eventsAndFindings(batch.events, names, {
      revisionBefore: (stream) => index.revisionOf(stream),
      written,
    })
    await corrected.learn(own)
    const events = positionedAfter(point, own, { times: corrected.times, names, written })
    const [lastOwn, last] = [own.at(-1), events.at(-1)]
    const reach =
      lastOwn === undefined || last === undefined
        ? undefined
        : { logPosition: logPositionOf(lastOwn), last }
    const searched = await this.#markBehind(batch)
    const passed = own.length > 0 ? await this.#searchedNearly() : searched
    const before = index.reach?.last.position ?? 0
    const stretch =
      passed !== undefined && isLong(before, passed) ? { after: before, mark: passed } : undefined
    const isNothing = batch.events.length === 0 && searched === undefined
    if (!isNothing) await index.take({ events, reach, aside, losses, searched, stretch })
    if (searched !== undefined) this.#searched = undefined
    this.#hearSearched(batch.searched)
    for (const [at, { event_id, position }] of events.entries()) {
      this.#recent.delete(event_id)
      // One of them for each event.
      this.writes.arrived(own[at]!, position)
    }
    if (last !== undefined) this.#recent.forgetEndsUpTo(last.position)
    this.#progress.took(events.length)
    this.#progressed()
    return reach === undefined || last === undefined
      ? point
      : { after: reach.logPosition, events: last.ordinal, recorded_ms: last.recorded_ms }
  }

  /** What comes late is less than what is known. */
  #hearSearched(place: LogPosition | undefined): void {
    const before = this.#searchedBefore
    if (place !== undefined && (before === undefined || isBefore(before, place)))
      this.#searchedBefore = place
  }

  /** The last mark, or a later one where the server has searched much further. */
  async #searchedNearly(): Promise<LogMark | undefined> {
    const mark = this.#searchedMark()
    const before = this.#searchedBefore
    const behind = this.#searchedBehind()
    if (before === undefined || Number(before.commit - (behind?.commit ?? 0n)) <= LONG_BYTES)
      return mark
    return (await this.#lastBefore(before)) ?? mark
  }

  async #lastBefore(place: LogPosition): Promise<LogMark | undefined> {
    const { client, patience } = this.#parts
    const [last] = await retrying(
      () => collected(client.readBackwards(place, 1), patience.answer_ms),
      patience,
    )
    return last && { event: { id: last.id, place: serverPlaceOf(last) }, isGiven: false }
  }

  /** Up to where everything is in the batch, when that is worth keeping. */
  async #markBehind({ events, searched }: SubscribedBatch): Promise<LogMark | undefined> {
    const last = events.at(-1)
    const noted = this.#searched
    const given: LogMark | undefined =
      last === undefined
        ? noted
        : { event: { id: last.id, place: serverPlaceOf(last) }, isGiven: true }
    if (searched === undefined) return given
    if (performance.now() - this.#markedAt < MARK_MS) return given
    this.#markedAt = performance.now()
    const before = await this.#lastBefore(searched)
    if (given === undefined || before === undefined) return before ?? given
    return isBefore(given.event.place, before.event.place) ? before : given
  }

  /**
   * A log that was restored from a backup, or another server's, has something else there, or ends
   * before it.
   */
  async #isThere(mark: LogMark): Promise<boolean> {
    const { client, patience } = this.#parts
    const last = await this.#end.lastOfAll()
    if (last === undefined || isBefore(serverPlaceOf(last), mark.event.place)) return false
    return isStillThere(client, mark, { patience })
  }
}

/** Whether the mark lies far behind the event at the position. */
function isLong(position: number, { event }: LogMark): boolean {
  return Number(event.place.commit) - position > LONG_BYTES
}

function placeAt(position: Position): LogPosition {
  return { commit: BigInt(position), prepare: BigInt(position) }
}
