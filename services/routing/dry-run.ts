import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import type { Directory } from '@jianwei/events/organisation/directory.ts'
import {
  routeOf,
  type Route,
  type RoutedAlert,
  type RoutingRules,
} from '@jianwei/events/routing/route-of.ts'
import type { DomainOf } from '#/alert-changes/alert-changes.ts'
import { readRoutedAlert } from '#/routing/route-alerts.ts'

/** Where an alert would go, and where it goes now. Nothing is written. */
export interface Tried {
  /** Null for an alert that only its attributes name. */
  readonly alert_id: string | null
  readonly alert: RoutedAlert
  readonly route: Route
  /** By the table that holds; null where none does. */
  readonly by_present: Route | null
  /** In whose queue it is; null for one that is in none. */
  readonly unit: string | null
}

export interface TryParts {
  readonly log: EventLog
  readonly domainOf: DomainOf
  readonly directory: Directory
  readonly day: CivilDate
  /** What is tried. */
  readonly table: RoutingRules
  readonly present: RoutingRules | null
}

export function tryRoute(parts: TryParts, alert: RoutedAlert, of: TriedAlert = NO_ALERT): Tried {
  const { table, present } = parts
  const route = routeOf(table, alert, parts)
  return {
    ...of,
    alert,
    route,
    by_present: present === null ? null : routeOf(present, alert, parts),
  }
}

interface TriedAlert {
  readonly alert_id: string | null
  readonly unit: string | null
}

const NO_ALERT: TriedAlert = { alert_id: null, unit: null }

/** Alerts that were never raised are left out. */
export async function tryAlerts(
  parts: TryParts,
  alertIds: readonly string[],
): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  for (const alert_id of alertIds) {
    const read = await readRoutedAlert(parts.log, alert_id, parts.domainOf)
    if (read !== undefined)
      tried.push(tryRoute(parts, read.routed, { alert_id, unit: read.alert.unit }))
  }
  return tried
}
