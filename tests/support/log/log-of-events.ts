import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'

/** What a log gives back that holds these events and takes no others. */
export function logOfEvents(
  events: readonly RecordedEvent[],
): Pick<EventLog, 'checkpointAt' | 'follow' | 'find' | 'amendmentsOf'> {
  return {
    async checkpointAt(position: Position) {
      if (position === 0) return 'start'
      // Only this log looks into it.
      const is = events.some((event) => event.position === position)
      return is ? (String(position) as Checkpoint) : undefined
    },
    async *follow(after, { until, types, batch_events_max }) {
      const [from, to] = [after === 'start' ? 0 : Number(after), until ?? 'head']
      const stretch = events.filter(
        ({ position }) => position > from && (to === 'head' || position <= to),
      )
      for (let begin = 0; begin < stretch.length; begin += batch_events_max) {
        const all = stretch.slice(begin, begin + batch_events_max)
        yield {
          events: all.filter(({ type }) => types === undefined || types.includes(type)),
          // There is a last one in each.
          checkpoint: String(all.at(-1)!.position) as Checkpoint,
        }
      }
    },
    find: async (ids) => events.filter(({ event_id }) => ids.includes(event_id)),
    amendmentsOf: async (ids) =>
      events.filter((event) => {
        const fact = amendedFactOf(event)
        return fact !== undefined && ids.includes(fact)
      }),
  }
}
