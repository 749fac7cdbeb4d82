import { createHash } from 'node:crypto'
import { ClockAdvanced, RecordingTimesCorrected } from '@jianwei/events/clock/events.ts'
import { RECORDING_TIMES_STREAM } from '@jianwei/events/clock/recording-times.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { type Position, type RecordedEvent, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { LIST_ITEMS_MAX } from '@jianwei/events/vocabulary.ts'
import { CLOCK_SOURCE, type Vouched } from '#/start-checks/clock-acceptance.ts'
import { eventsOf } from '#/composition/clock/clock-reading.ts'

/**
 * What is to be corrected. What is left out follows from the log: its first event in the future,
 * its end, the time before it, now.
 */
export interface CorrectionOrder extends Vouched {
  readonly first_position?: number | undefined
  readonly last_position?: number | undefined
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

export interface Correction {
  readonly data: RecordingTimesCorrected
  readonly events: number
  /** Where the correction stands in the log. */
  readonly position: Position
}

/** The correction would not make the log's times right. */
export class CorrectionRefused extends DomainError {
  override readonly name = 'CorrectionRefused'
  readonly code = 'CORRECTION_REFUSED'
}

interface Surroundings {
  readonly before: RecordedEvent | undefined
  readonly first: RecordedEvent
  readonly last: RecordedEvent
  readonly after: RecordedEvent | undefined
  readonly ticks: readonly Tick[]
  readonly events: number
}

interface Tick {
  readonly position: Position
  readonly at: Instant
}

/** Writes the correction into the log. Throws CorrectionRefused, and has then written nothing. */
export async function correctTimes(
  log: EventLog,
  order: CorrectionOrder,
  now: Instant,
): Promise<Correction> {
  const found = await surroundings(log, order, now)
  const data = correctionOf(found, order, now)
  const identity = createHash('sha256').update(JSON.stringify(data)).digest('hex')
  const event = recordEvent({
    type: RecordingTimesCorrected.type,
    schema_version: RecordingTimesCorrected.schema_version,
    source: CLOCK_SOURCE,
    id: `corrected:${data.first_position}:${identity}`,
    subject_id: platformSubject('platform', 'clock'),
    region: null,
    occurred_at: now,
    causation_id: null,
    data,
  })
  const [written] = await appendOne(log, RECORDING_TIMES_STREAM, 'any', [event])
  if (written === undefined) throw new TypeError('an append of one event has one position')
  return { data, events: found.events, position: written.position }
}

async function surroundings(
  log: EventLog,
  order: CorrectionOrder,
  now: Instant,
): Promise<Surroundings> {
  const { first_position, last_position = Infinity } = order
  const isFirst = ({ position, recorded_at }: RecordedEvent): boolean =>
    first_position === undefined ? recorded_at > now : position === first_position
  let before: RecordedEvent | undefined
  let first: RecordedEvent | undefined
  let last: RecordedEvent | undefined
  let events = 0
  const ticks: Tick[] = []
  for await (const event of eventsOf(log)) {
    if (first === undefined && !isFirst(event)) before = event
    else if (event.position > last_position) {
      if (first !== undefined && last !== undefined)
        return { before, first, last, after: event, ticks, events }
    } else {
      first ??= event
      last = event
      events += 1
      // The catalogue parsed the data when the event was read.
      if (event.type === ClockAdvanced.type)
        ticks.push({ position: event.position, at: (event.data as ClockAdvanced).to })
    }
  }
  if (first !== undefined && last !== undefined)
    return { before, first, last, after: undefined, ticks, events }
  throw new CorrectionRefused(
    first_position === undefined
      ? `no event of the log was recorded later than now (${now}); ` +
          'name the range with --first and --last'
      : `the log holds no event at position ${first_position}, or none up to --last`,
  )
}

function correctionOf(
  found: Surroundings,
  order: CorrectionOrder,
  now: Instant,
): RecordingTimesCorrected {
  const { before, first, last, after } = found
  const from = order.from ?? before?.recorded_at
  if (from === undefined)
    throw new CorrectionRefused('the range begins the log; say with --from when it was written')
  const to = order.to ?? (after === undefined ? now : after.recorded_at)
  const problem = problemOf({ from, to }, found, now)
  if (problem !== undefined) throw new CorrectionRefused(problem)
  return {
    first_position: first.position,
    ...(after === undefined ? {} : { last_position: last.position }),
    recorded_as: first.recorded_at,
    points: pointsOf(found, { from, to }),
    actor: order.actor,
    reason: order.reason,
  }
}

function problemOf(
  { from, to }: { readonly from: Instant; readonly to: Instant },
  { before, after }: Surroundings,
  now: Instant,
): string | undefined {
  if (from > to) return `the range cannot begin at ${from} and end at ${to}`
  if (to > now) return `the range cannot end at ${to}, later than now (${now})`
  if (before !== undefined && from < before.recorded_at)
    return (
      `the range cannot begin at ${from}: the event before it was recorded ` +
      `at ${before.recorded_at}`
    )
  if (after !== undefined && to > after.recorded_at)
    return `the range cannot end at ${to}: the event after it was recorded at ${after.recorded_at}`
  return undefined
}

/**
 * Between its ends, the ticks of the timekeeper say what the time was, as far as they were written
 * by a clock that was right: looked at from the end, where it was right again, those that are not
 * later than the ones behind them.
 */
function pointsOf(
  { first, last, ticks }: Surroundings,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): RecordingTimesCorrected['points'] {
  if (first.position === last.position) return [{ position: first.position, at: to }]
  const anchors: Tick[] = []
  let latest = to
  for (const tick of ticks.toReversed()) {
    const isInside = tick.position > first.position && tick.position < last.position
    if (!isInside || tick.at > latest || tick.at < from) continue
    latest = tick.at
    anchors.push(tick)
  }
  // Evenly fewer where there are more than a correction holds.
  const step = Math.ceil(anchors.length / (LIST_ITEMS_MAX - 2))
  const kept = anchors.filter((_, index) => index % step === 0).reverse()
  return [{ position: first.position, at: from }, ...kept, { position: last.position, at: to }]
}
