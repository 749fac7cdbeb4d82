import type { RecordingTimesCorrected } from '#/clock/events.ts'
import type { Position, RecordedEvent, StreamId } from '#/envelope.ts'
import { streamOf } from '#/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '#/instant.ts'

/** Where corrections of times of recording stand, and nothing else. */
export const RECORDING_TIMES_STREAM: StreamId = streamOf('clock', 'recording')
export const RECORDING_TIMES_TYPE = 'RecordingTimesCorrected' satisfies RecordedEvent['type']

/** A range of positions whose true times are known. */
export interface CorrectedRange {
  readonly first_position: number
  readonly last_position: number
  readonly points: RecordingTimesCorrected['points']
}

/**
 * The true times of recording: what a log says for itself, except where a correction in it says
 * otherwise. Later corrections go before earlier ones. Log adapters ask this for every event that
 * they give out, so that no reader knows any other time.
 */
export class RecordingTimes {
  /** In the order of the log. */
  readonly #ranges: CorrectedRange[] = []
  #known = 0 as Position

  /** The position of the newest correction that was looked at. */
  get known(): Position {
    return this.#known
  }

  /** As it is now, to try what a further correction would say. */
  copy(): RecordingTimes {
    const copy = new RecordingTimes()
    copy.#ranges.push(...this.#ranges)
    copy.#known = this.#known
    return copy
  }

  get ranges(): readonly CorrectedRange[] {
    return this.#ranges
  }

  /**
   * Takes in the correction that stands at `position`, in the order of the log; one that was taken
   * in before changes nothing. `ownTimeOf` gives the time that the log itself says of a position.
   */
  add(
    correction: RecordingTimesCorrected,
    position: Position,
    ownTimeOf: (position: Position) => Instant | undefined,
  ): void {
    if (position <= this.#known) return
    this.#known = position
    // The catalogue has checked that it is a position.
    const first = correction.first_position as Position
    const last_position = Math.min(correction.last_position ?? position - 1, position - 1)
    const own = ownTimeOf(first)
    if (
      own === undefined ||
      this.of(first, own) !== correction.recorded_as ||
      last_position < first
    )
      return
    this.#ranges.push({ first_position: first, last_position, points: correction.points })
  }

  /** What a correction says of the position; undefined where none says anything. */
  at(position: number): Instant | undefined {
    if (this.#ranges.length === 0) return undefined
    const range = this.#ranges.findLast(
      ({ first_position, last_position }) =>
        first_position <= position && position <= last_position,
    )
    return range === undefined ? undefined : timeWithin(range.points, position)
  }

  /** The true time of an event of which the log itself says `own`. */
  of(position: number, own: Instant): Instant {
    return this.at(position) ?? own
  }
}

function timeWithin(points: CorrectedRange['points'], position: number): Instant {
  const next = points.findIndex((point) => point.position >= position)
  // There is at least one point.
  if (next === -1) return points.at(-1)!.at
  const [before, after] = [points[next - 1], points[next]!]
  if (before === undefined || after.position === position) return after.at
  const [from, to] = [msOfInstant(before.at), msOfInstant(after.at)]
  const share = (position - before.position) / (after.position - before.position)
  return instantFromMs(Math.floor(from + (to - from) * share))
}

/**
 * An event of a range that was corrected, as it would have been with a true clock: what the
 * platform says of itself did not happen after it was recorded. What a warning was judged by
 * (`clock`) stays: it explains why the warning was raised.
 */
export function withTrueTime(event: RecordedEvent): RecordedEvent {
  if (!event.source.startsWith('jianwei:') || event.occurred_at <= event.recorded_at) return event
  const occurred_at = event.recorded_at
  if (event.type !== 'ClockAdvanced') return { ...event, occurred_at }
  const { data_json: _, ...advanced } = event
  return { ...advanced, occurred_at, data: { to: occurred_at } }
}
