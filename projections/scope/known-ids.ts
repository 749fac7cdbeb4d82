import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, sql, uuid } from '#/sql.ts'

/** What an id may name that lies in somebody's scope or not. */
export type NamedKind = 'alert' | 'warning' | 'event'

/**
 * Those of the ids that the warehouse shows, each with what it names. A fact is shown where any of
 * its versions is.
 */
export async function namedByIds(
  warehouse: Warehouse,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedKind>> {
  if (ids.length === 0) return new Map()
  const listed = sql`(${joined(ids.map(uuid))})`
  const rows = await warehouse.query<{ id: string; kind: NamedKind }>(
    sql`
SELECT DISTINCT id, kind FROM (
  SELECT alert_id AS id, 'alert' AS kind FROM alerts_v1 FINAL WHERE alert_id IN ${listed}
  UNION ALL
  SELECT warning_id AS id, 'warning' AS kind FROM warnings_v1 WHERE warning_id IN ${listed}
  UNION ALL
  SELECT warning_id AS id, 'warning' AS kind FROM shadow_warnings_v1
  WHERE warning_id IN ${listed}
  UNION ALL
  SELECT event_id AS id, 'event' AS kind FROM events_v2 WHERE event_id IN ${listed}
  UNION ALL
  SELECT fact_id AS id, 'event' AS kind FROM events_v2 WHERE fact_id IN ${listed}
)`,
    { purpose: 'scope:named' },
  )
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}
