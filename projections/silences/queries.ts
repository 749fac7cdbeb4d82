import type { Position } from '@jianwei/events/envelope.ts'
import { SILENCE_EVENT_TYPES, type SilenceEvent } from '@jianwei/events/silence/silence.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { recordEvents, type RecordedAt } from '#/record-events/queries.ts'

/** What happened to a silence, where in the log and when. */
export type RecordedSilenceEvent = RecordedAt<SilenceEvent>

/** The events of all silences after a position, up to another, in the order of the log. */
export function silenceEvents(
  warehouse: Pick<Warehouse, 'query'>,
  range: { readonly after: Position; readonly up_to?: Position },
): Promise<readonly RecordedSilenceEvent[]> {
  return recordEvents<SilenceEvent>(
    warehouse,
    { types: SILENCE_EVENT_TYPES, ...range },
    { purpose: 'silences:events', lane: 'rules' },
  )
}
