import { StreamConflict } from '@jianwei/events/errors.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'

/** One transaction for many; a conflict means that somebody else worked on an alert meanwhile, and the run is done again. */
export async function appendAll(log: EventLog, appends: readonly StreamAppend[]): Promise<void> {
  if (appends.length === 0) return
  const outcomes = await log.append(appends)
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.outcome === 'appended') continue
    const stream = appends[index]?.stream ?? 'a stream'
    throw new StreamConflict(stream, { expected: String(outcome.expected), actual: String(outcome.actual) })
  }
}
