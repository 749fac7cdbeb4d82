import type { AppendOutcome, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { WritableEvents } from '#/log/kurrent/stream-append.ts'
import type { StreamAppends } from '#/log/kurrent/stream-appends.ts'

/** What lies in the one journal keeps its order; everything else waits for what was before. */
export async function appendedInOrder(
  log: StreamAppends,
  appends: readonly StreamAppend[],
  events: readonly WritableEvents[],
): Promise<readonly Promise<AppendOutcome>[]> {
  const outcomes: Promise<AppendOutcome>[] = []
  let before: Promise<void> = Promise.resolve()
  for (const [at, append] of appends.entries()) {
    if (at > 0 && log.isJournalled(append) !== log.isJournalled(appends[at - 1]!)) await before
    // One entry for each append.
    const { written, outcome } = log.append(append, events[at]!)
    outcome.catch(() => {})
    outcomes.push(outcome)
    before = written()
    if (!log.isJournalled(append)) await before
  }
  return outcomes
}
