import type { Position } from '@jianwei/events/envelope.ts'
import {
  ORGANISATION_EVENT_TYPES,
  type OrganisationEvent,
} from '@jianwei/events/organisation/events.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { recordEvents, type RecordedAt } from '#/record-events/queries.ts'

/** What was said of the directory, where in the log and when. */
export type DirectoryEvent = RecordedAt<OrganisationEvent>

/**
 * What was said of the directory after a position, in the order of the log. Throws EventUnreadable
 * when an event has not its promised shape.
 */
export function directoryEvents(
  warehouse: Warehouse,
  { after }: { readonly after: Position },
): Promise<readonly DirectoryEvent[]> {
  return recordEvents<OrganisationEvent>(
    warehouse,
    { types: ORGANISATION_EVENT_TYPES, after },
    { purpose: 'units:events' },
  )
}
