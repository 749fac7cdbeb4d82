import type { NewEvent, Ordinal, Position, RecordedEvent, Revision, StreamId } from '#/envelope.ts'
import type { EventId, FactId } from '#/identity.ts'
import { StreamConflict } from '#/errors.ts'
import type { Instant } from '#/instant.ts'

/** Where a reader got to. Only the adapter that made it may look inside. */
export type Checkpoint = string & { readonly checkpoint: unique symbol }

/** `absent`: the stream must not exist. `any`: wherever the stream is. A number: exactly there. */
export type ExpectedRevision = Revision | 'absent' | 'any'

/**
 * Events for one stream: all of those that the log does not hold yet are written, or none. Where no
 * revision is expected and they are more than the log takes at once, they go in several steps.
 */
export interface StreamAppend {
  readonly stream: StreamId
  readonly expected: ExpectedRevision
  readonly events: readonly NewEvent[]
}

export interface AppendedEvent {
  readonly event_id: EventId
  readonly position: Position
  /** True when the log held this event id before; `position` is then the position of the first. */
  readonly duplicate: boolean
}

export type AppendOutcome =
  | { readonly outcome: 'appended'; readonly events: readonly AppendedEvent[] }
  | {
      readonly outcome: 'conflict'
      readonly expected: ExpectedRevision
      readonly actual: Revision | 'absent'
    }

/**
 * Consecutive events in log order, with the checkpoint after the last of them; where only some
 * types were asked for, those among consecutive events, with the checkpoint after all of these.
 */
export interface LogBatch {
  readonly events: readonly RecordedEvent[]
  readonly checkpoint: Checkpoint
}

export interface FollowOptions {
  readonly signal: AbortSignal
  readonly batch_events_max: number
  /**
   * Ends after this position (inclusive) instead of waiting for more. `head`: the log's end at the
   * call.
   */
  readonly until?: Position | 'head'
  /**
   * Only events of these types come, and the others are passed over unread. A batch may be empty
   * then: its checkpoint says how far there was nothing more.
   */
  readonly types?: readonly string[]
}

export interface NewestEvent {
  readonly position: Position
  /** How many events the log holds. */
  readonly ordinal: Ordinal
  readonly recorded_at: Instant
}

/** Which event is at a position, and how many the log holds up to it. */
export interface PlacedEvent {
  readonly event_id: EventId
  readonly ordinal: Ordinal
}

/**
 * The one place where facts are kept. Adapters: infra/log, which declare what they promise less
 * (`log-capabilities.ts`). Contract: tests/contracts. Every time of recording that comes out is the
 * true one, as corrections in the log itself say (`clock/recording-times.ts`).
 */
export interface EventLog extends AsyncDisposable {
  /**
   * Durable when it resolves; many appends share one transaction, each with its own outcome. An
   * event id that the log holds, in whatever stream, is a duplicate for ever and never written
   * again, also inside one call. An append of which all events are duplicates succeeds whatever its
   * expected revision. Throws EventTooLarge for what the log can never take, and LogUnavailable
   * when nothing of the call was written and it may be sent again.
   */
  append(appends: readonly StreamAppend[]): Promise<readonly AppendOutcome[]>
  /** Oldest first. A stream that was never written is empty, not an error. */
  read(stream: StreamId): AsyncIterable<RecordedEvent>
  /** Those of the events that the log holds, in log order. At most 1,000 ids a call. */
  find(eventIds: readonly EventId[]): Promise<readonly RecordedEvent[]>
  /**
   * The corrections and retractions that name one of the facts, in log order, whatever stream they
   * are in: with `find`, all that was ever said of a fact, the newest last. At most 1,000 ids a
   * call.
   */
  amendmentsOf(factIds: readonly FactId[]): Promise<readonly RecordedEvent[]>
  /**
   * Everything after the checkpoint in log order, in batches that are empty only where `types` are
   * given; waits at the end unless `until` is.
   */
  follow(after: Checkpoint | 'start', options: FollowOptions): AsyncIterable<LogBatch>
  /** The position of the last event, 0 when there is none: a place, and no number of events. */
  head(): Promise<Position>
  /**
   * Which events are at the positions; where the log holds none, nothing. Reads no content, so it
   * answers for events that cannot be read too. At most 1,000 positions a call.
   */
  placesAt(positions: readonly Position[]): Promise<ReadonlyMap<Position, PlacedEvent>>
  /**
   * The checkpoint just behind the event at a position, where only the position is known;
   * undefined where the log holds no event there. A position of 0 is `start`.
   */
  checkpointAt(position: Position): Promise<Checkpoint | 'start' | undefined>
  /** The last event: its place, its number and its time; undefined when there is none. */
  newest(): Promise<NewestEvent | undefined>
}

/** One append that must succeed. Throws StreamConflict when the stream is elsewhere. */
export async function appendOne(
  log: EventLog,
  stream: StreamId,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): Promise<readonly AppendedEvent[]> {
  const [outcome] = await log.append([{ stream, expected, events }])
  if (outcome === undefined) throw new TypeError('an append has an outcome')
  if (outcome.outcome === 'appended') return outcome.events
  throw new StreamConflict(stream, {
    expected: String(outcome.expected),
    actual: String(outcome.actual),
  })
}
