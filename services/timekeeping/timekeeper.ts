import { streamOf, type NewEvent, type Position, recordEvent } from '@jianwei/events/envelope.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { appendOne, type EventLog } from '@jianwei/events/ports/event-log.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { setTimeout as sleep } from 'node:timers/promises'

export interface TimekeeperOptions {
  readonly log: EventLog
  readonly now: () => Instant
  /** How long the log may be silent before the passing of time is written into it. */
  readonly tick_ms: number
  readonly signal: AbortSignal
}

const SOURCE = 'jianwei:timekeeper'
const CLOCK_STREAM = streamOf('clock', 'platform')

/**
 * Lets time pass in the log. Deadlines depend on a clock, and the rules may only read clocks that
 * are in the log: that of the newest event. While departments are silent, this writes
 * `ClockAdvanced`, one for each tick, so that a deadline is still noticed. A silence that began
 * before this process did counts: what fell due while the program was off is noticed at its start.
 */
export async function keepTime(options: TimekeeperOptions): Promise<void> {
  const { log, now, tick_ms } = options
  const last = await log.newest()
  if (last !== undefined && msOfInstant(now()) - msOfInstant(last.recorded_at) >= tick_ms) {
    await advance(options, last.position)
  }
  let head = await log.head()
  while (!options.signal.aborted) {
    await sleep(options.tick_ms, undefined, { signal: options.signal }).catch(() => {})
    if (options.signal.aborted) return
    const newest = await options.log.head()
    if (newest === head) await advance(options, newest)
    head = await options.log.head()
  }
}

async function advance({ log, now, tick_ms }: TimekeeperOptions, head: Position): Promise<void> {
  // Ticks have a grid, so that two timekeepers write the same event.
  const to = instantFromMs(Math.floor(msOfInstant(now()) / tick_ms) * tick_ms)
  const [written] = await appendOne(log, CLOCK_STREAM, 'any', [tick(to, to)])
  // The log has been there before, by a clock that was ahead: then this is another tick, and again
  // the same for two timekeepers.
  if (written?.duplicate === true && written.position <= head)
    await appendOne(log, CLOCK_STREAM, 'any', [tick(to, `${to}@${head}`)])
}

/** Writes that it is that time, for somebody who waited for it. */
export async function letTimePassUntil(log: EventLog, to: Instant): Promise<void> {
  await appendOne(log, CLOCK_STREAM, 'any', [tick(to, to)])
}

function tick(to: Instant, id: string): NewEvent {
  return recordEvent({
    type: 'ClockAdvanced',
    schema_version: 1,
    source: SOURCE,
    id,
    subject_id: platformSubject('platform', 'clock'),
    region: null,
    occurred_at: to,
    causation_id: null,
    data: { to },
  })
}
