import type { Instant } from '@jianwei/events/instant.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { reportedLinks } from '@jianwei/projections/alert-reactions/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { decideAboutAlert } from '#/alerting/decide-about-alert.ts'

/**
 * Closes the links whose inspection, penalty or case a department reported, once each: by a fact
 * that came in the range, or one that had come before the link was made.
 */
export async function closeReportedLinks(
  { log, warehouse }: { readonly log: EventLog; readonly warehouse: Warehouse },
  range: { readonly after: number; readonly up_to: number },
  at: Instant,
): Promise<number> {
  let appended = 0
  for (const { alert_id, link_id, fact_id, event_id } of await reportedLinks(warehouse, range)) {
    const cause = { at, causation_id: event_id }
    // The warehouse names facts by the ids of the log.
    const fact = fact_id as EventId
    appended += await decideAboutAlert(log, alert_id, cause, () => ({
      type: 'CloseLink',
      data: { alert_id, actor: SENTINEL_SOURCE, link_id, fact_id: fact },
    }))
  }
  return appended
}
