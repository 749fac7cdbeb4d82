import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, list, sql, uuid } from '#/sql.ts'

/** A fact, and whom it is about. */
export interface FactOf {
  readonly subject_id: string
  readonly fact_id: string
}

/**
 * Where each of the facts lies as known at a position: as its last correction says, or its original
 * where there is none. Those of no region are left out.
 */
export async function factRegions(
  warehouse: Warehouse,
  facts: readonly FactOf[],
  position: number,
): Promise<ReadonlyMap<string, string>> {
  const regions = new Map<string, string>()
  for (let from = 0; from < facts.length; from += FACTS_ASKED_MAX) {
    const rows = await placesOf(warehouse, facts.slice(from, from + FACTS_ASKED_MAX), position)
    for (const { fact_id, place } of rows) regions.set(fact_id, place)
  }
  return regions
}

/** Each costs a fixed look at the table; more of them make a statement longer than 1 MB. */
const FACTS_ASKED_MAX = 10_000

function placesOf(
  warehouse: Warehouse,
  facts: readonly FactOf[],
  position: number,
): Promise<readonly { readonly fact_id: string; readonly place: string }[]> {
  const subjects = list([...new Set(facts.map(({ subject_id }) => subject_id))])
  return warehouse.query<{ fact_id: string; place: string }>(
    sql`
SELECT fact_id, argMax(region, (version_kind = 'correction', position)) AS place
FROM events_v2
WHERE subject_key IN (SELECT cityHash64(arrayJoin([${subjects}])))
  AND fact_id IN (${joined(facts.map(({ fact_id }) => uuid(fact_id)))})
  AND version_kind IN ('original', 'correction') AND position <= ${position}
GROUP BY fact_id
HAVING place != ''`,
    asks('places'),
  )
}
