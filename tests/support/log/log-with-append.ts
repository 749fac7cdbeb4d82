import type { EventLog } from '@jianwei/events/ports/event-log.ts'

/** The log, of which appends go another way. It belongs to whoever opened it. */
export function logWithAppend(log: EventLog, append: EventLog['append']): EventLog {
  return {
    append,
    read: (stream) => log.read(stream),
    find: (ids) => log.find(ids),
    amendmentsOf: (ids) => log.amendmentsOf(ids),
    follow: (after, options) => log.follow(after, options),
    head: () => log.head(),
    placesAt: (positions) => log.placesAt(positions),
    checkpointAt: (position) => log.checkpointAt(position),
    newest: () => log.newest(),
    async [Symbol.asyncDispose]() {},
  }
}
