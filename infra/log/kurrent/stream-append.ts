import type { NewEvent, Position, Revision } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type {
  AppendedEvent,
  AppendOutcome,
  ExpectedRevision,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import { writableEvent, type WritableEvent } from '#/log/kurrent/event-format.ts'
import { NEVER_WRITTEN } from '#/log/kurrent/kurrent-client.ts'

/** The events of one append, each once. */
export type WritableEvents = ReadonlyMap<EventId, WritableEvent>

/** An append under way. */
export interface Appending {
  /** Resolves when it is written or refused, rejects when it has failed. */
  readonly written: () => Promise<void>
  /** Also says where the events are, which may take a moment longer. */
  readonly outcome: Promise<AppendOutcome>
}

/**
 * Of events with one id the first: the others are its repeats, whatever they say. Throws TypeError
 * or RangeError when an event cannot be written.
 */
export function writableEvents(append: StreamAppend): WritableEvents {
  const writable = new Map<EventId, WritableEvent>()
  for (const event of append.events)
    if (!writable.has(event.event_id)) writable.set(event.event_id, writableEvent(event))
  return writable
}

export function isExpected(expected: ExpectedRevision, revision: number): boolean {
  if (expected === 'any') return true
  return expected === 'absent' ? revision === NEVER_WRITTEN : revision === expected
}

export function conflictOutcome(expected: ExpectedRevision, revision: number): AppendOutcome {
  // Revisions count from 0.
  const actual = revision === NEVER_WRITTEN ? 'absent' : (revision as Revision)
  return { outcome: 'conflict', expected, actual }
}

/** What became of an append that was not refused. */
export interface Written {
  /** Those of its events that were new. */
  readonly fresh: ReadonlySet<EventId>
  /** Where its events are, perhaps among others; rejects with LogUnavailable. */
  readonly positions: Promise<ReadonlyMap<EventId, Position>>
}

/** Throws LogUnavailable where it is not known where the events are. */
export async function appendedOutcome(
  events: readonly NewEvent[],
  { fresh, positions: located }: Written,
): Promise<AppendOutcome> {
  const positions = await located
  const seen = new Set<EventId>()
  const appended = events.map(({ event_id }): AppendedEvent => {
    const duplicate = !fresh.has(event_id) || seen.has(event_id)
    seen.add(event_id)
    const position = positions.get(event_id)
    if (position === undefined)
      throw new LogUnavailable(`it does not say where it has put event ${event_id}`)
    return { event_id, position, duplicate }
  })
  return { outcome: 'appended', events: appended }
}
