import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { readEventBytes } from '@jianwei/services/intake/line-reading.ts'
import { DEFAULT_OPTIONS, type SimulationOptions } from '@jianwei/tools/simulation/options.ts'
import { simulate } from '@jianwei/tools/simulation/simulation.ts'

const NOT_AFTER = '2299-01-01T00:00:00.000Z' as Instant

/**
 * The first events of a simulated province as intake reads them, each once or more; broken lines
 * are left out.
 */
export function provinceEvents(
  count: number,
  options: Partial<SimulationOptions> = {},
): readonly NewEvent[] {
  const events: NewEvent[] = []
  // Facts a year and subject, so that the stream is long enough in its 400 days.
  const subjects = Math.max(200, Math.ceil(count / 60))
  const encoder = new TextEncoder()
  for (const line of simulate({
    ...DEFAULT_OPTIONS,
    subjects,
    days: 400,
    activity: 120,
    ...options,
  })) {
    const bytes = typeof line.content === 'string' ? encoder.encode(line.content) : line.content
    const reading = readEventBytes(bytes, NOT_AFTER)
    if (reading.ok) events.push(...reading.events)
    if (events.length >= count) break
  }
  return events.slice(0, count)
}

/** One append for each event, as intake makes them. */
export function appendsOf(events: readonly NewEvent[]): readonly StreamAppend[] {
  return events.map((event) => ({
    stream: streamOf('subject', event.subject_id),
    expected: 'any',
    events: [event],
  }))
}
