import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'

const BATCH_EVENTS_MAX = 5_000
/** Two events between which the log's time goes on by more are worth a look. */
const LEAP_MS = 30 * 86_400_000

/**
 * A range of the log in which nothing was recorded for long before it, or which lies in the future.
 */
export interface OddRange {
  readonly first_position: number
  readonly last_position: number
  readonly before: Instant | null
  readonly from: Instant
  readonly to: Instant
}

/** Events of the log in its order. */
export async function* eventsOf(log: EventLog): AsyncGenerator<RecordedEvent> {
  if ((await log.head()) === 0) return
  const { signal } = new AbortController()
  for await (const { events } of log.follow('start', {
    signal,
    batch_events_max: BATCH_EVENTS_MAX,
    until: 'head',
  }))
    yield* events
}

/**
 * Where the log's time leaps: ranges that begin with a leap of more than 30 days and end with the
 * next one, or with the log.
 */
export async function oddRanges(log: EventLog, now: Instant): Promise<readonly OddRange[]> {
  const ranges: OddRange[] = []
  let last: RecordedEvent | undefined
  for await (const event of eventsOf(log)) {
    const range = ranges.at(-1)
    const leaps =
      last !== undefined && msOfInstant(event.recorded_at) - msOfInstant(last.recorded_at) > LEAP_MS
    const isFirstInFuture =
      event.recorded_at > now && (last === undefined || last.recorded_at <= now)
    const { position, recorded_at } = event
    if (leaps || isFirstInFuture) {
      const before = last?.recorded_at ?? null
      ranges.push({
        first_position: position,
        last_position: position,
        before,
        from: recorded_at,
        to: recorded_at,
      })
    } else if (range !== undefined) {
      ranges[ranges.length - 1] = { ...range, last_position: position, to: recorded_at }
    }
    last = event
  }
  return ranges
}
