import type { Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  takeAlertStep,
  type AlertStepTaken,
  type DeskParts,
  type StepOrder,
} from '#/desk/alert-steps.ts'

/** Where a rehearsal says that something was written. */
const NOWHERE = 0 as Position

/**
 * What a step would come to now, decided over what the log holds, with nothing written. `position`
 * is null where nothing would be. Throws what the step would be refused with.
 */
export function rehearseAlertStep(parts: DeskParts, order: StepOrder): Promise<AlertStepTaken> {
  return takeAlertStep({ ...parts, log: readOnly(parts.log) }, order)
}

/** The log as it is read; what is appended is taken for written, and is not. */
function readOnly(log: EventLog): EventLog {
  return {
    read: (stream) => log.read(stream),
    find: (ids) => log.find(ids),
    amendmentsOf: (ids) => log.amendmentsOf(ids),
    follow: (after, options) => log.follow(after, options),
    head: () => log.head(),
    placesAt: (positions) => log.placesAt(positions),
    checkpointAt: (position) => log.checkpointAt(position),
    newest: () => log.newest(),
    append: async (appends) =>
      appends.map(({ events }) => ({
        outcome: 'appended',
        events: events.map(({ event_id }) => ({ event_id, position: NOWHERE, duplicate: false })),
      })),
    [Symbol.asyncDispose]: async () => {},
  }
}
