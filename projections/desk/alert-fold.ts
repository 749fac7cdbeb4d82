import { evolveRecorded, type PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'

/** An alert as the events of its stream have made it, with where in the log they are. */
export interface AlertAsItStands {
  readonly alert: PresentAlert
  /** The event that raised it. */
  readonly first: RecordedEvent
  /** The last of its events. */
  readonly last: RecordedEvent
  /** How many events it has. */
  readonly events: number
}

/**
 * The alert after one more event of its stream; undefined before it was raised. The fold of the
 * language says what becomes of it, here as everywhere.
 */
export function alertAfter(
  before: AlertAsItStands | undefined,
  event: RecordedEvent,
): AlertAsItStands | undefined {
  const alert = evolveRecorded(before?.alert ?? { state: 'absent' }, event)
  if (alert.state === 'absent') return undefined
  return {
    alert,
    first: before?.first ?? event,
    last: event,
    events: (before?.events ?? 0) + 1,
  }
}
