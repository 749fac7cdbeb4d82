import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, list, sql, uuid } from '#/sql.ts'

/** A fact, and whom it is about. */
export interface FactOf {
  readonly subject_id: string
  readonly fact_id: string
}

/** Where each of the facts lies as known at a position; those of no region are left out. */
export async function factRegions(
  warehouse: Warehouse,
  facts: readonly FactOf[],
  position: number,
): Promise<ReadonlyMap<string, string>> {
  if (facts.length === 0) return new Map()
  const subjects = list([...new Set(facts.map(({ subject_id }) => subject_id))])
  const rows = await warehouse.query<{ fact_id: string; place: string }>(
    sql`
SELECT fact_id, argMax(region, position) AS place
FROM events_v1
WHERE subject_key IN (SELECT cityHash64(arrayJoin([${subjects}])))
  AND fact_id IN (${joined(facts.map(({ fact_id }) => uuid(fact_id)))})
  AND version_kind IN ('original', 'correction') AND position <= ${position}
GROUP BY fact_id
HAVING place != ''`,
    asks('places'),
  )
  return new Map(rows.map(({ fact_id, place }) => [fact_id, place]))
}
