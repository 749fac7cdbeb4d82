import { textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { uuid } from '#/sql.ts'

/** Where a fact came from and where its newest version lies. */
export interface FactPlace {
  readonly fact_id: string
  readonly source: string
  readonly region: string | null
}

/** Of those of the facts of which some version is in the warehouse. */
export async function factPlaces(warehouse: Warehouse, ids: readonly string[]): Promise<readonly FactPlace[]> {
  if (ids.length === 0) return []
  const rows = await warehouse.query<{ fact_id: string; source: string; region: string }>(
    `SELECT toString(e.fact_id) AS fact_id, argMax(toString(e.source), e.position) AS source,
       argMax(toString(e.region), e.position) AS region
     FROM events_v1 AS e WHERE e.version_kind != 'record' AND e.fact_id IN (${ids.map(uuid).join(', ')})
     GROUP BY e.fact_id ORDER BY fact_id`,
    { purpose: 'events:fact-places', lane: 'rules' },
  )
  return rows.map(({ fact_id, source, region }) => ({ fact_id, source, region: textOrNull(region) }))
}
