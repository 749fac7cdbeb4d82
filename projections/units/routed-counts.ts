import { NO_ROW } from '@jianwei/events/routing/route-of.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** How often alerts were put into the queue of a unit by the table. */
export interface RoutedCount {
  readonly unit: string
  readonly routed: number
  /** Of these, those that no row decided. */
  readonly by_default: number
}

/** In the order of units. */
export async function routedCounts(warehouse: Warehouse): Promise<readonly RoutedCount[]> {
  const rows = await warehouse.query<Record<keyof RoutedCount, string>>(
    sql`
SELECT JSONExtractString(payload, 'unit') AS unit, count() AS routed,
  countIf(position(reason, ${NO_ROW}) > 0) AS by_default
FROM alert_events_v1
WHERE event_type = 'AlertRouted' AND JSONHas(payload, 'routing_version')
  AND JSONType(payload, 'routing_version') != 'Null'
GROUP BY unit ORDER BY unit`,
    { purpose: 'units:routed' },
  )
  return rows.map(({ unit, routed, by_default }) => ({
    unit,
    routed: countOf(routed),
    by_default: countOf(by_default),
  }))
}
