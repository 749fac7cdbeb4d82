import type { EventLog } from '@jianwei/events/ports/event-log.ts'

/** How many events the log holds. */
export async function eventsIn(log: Pick<EventLog, 'newest'>): Promise<number> {
  return (await log.newest())?.ordinal ?? 0
}
