import { join } from 'node:path'
import { roleOf } from '@jianwei/events/catalogue.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { allEvents } from '@jianwei/tests/support/faults/settling.ts'

/** What lies in the data folder of a program that has ended. */
export async function logContents(folder: string): Promise<readonly RecordedEvent[]> {
  await using opened = openIntake({ log_path: join(folder, 'log.db') })
  // Awaited here, because the log closes with this block.
  return await allEvents(opened.log)
}

/** What departments reported: facts, corrections and retractions. */
export function reportedEvents(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  return events.filter(({ type }) => roleOf(type) === 'fact' || roleOf(type) === 'amendment')
}

/** Whether positions have no gaps and no event is there twice; undefined when all is well. */
export function disorderIn(events: readonly RecordedEvent[]): string | undefined {
  const ids = new Set(events.map(({ event_id }) => event_id))
  if (ids.size !== events.length) return `${events.length - ids.size} events are in the log twice`
  const at = events.findIndex(({ position }, index) => position !== index + 1)
  return at === -1 ? undefined : `the log has a gap at position ${at + 1}`
}
