import type { Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** How many events the warehouse holds up to a position, and beyond another. */
export async function projectedCounts(
  warehouse: Warehouse,
  positions: { readonly up_to: number; readonly beyond: number },
): Promise<{ readonly held: number; readonly beyond: number }> {
  const [counted] = await warehouse.query<{ held: number; beyond: number }>(
    sql`
SELECT toFloat64(countIf(position <= ${positions.up_to})) AS held,
  toFloat64(countIf(position > ${positions.beyond})) AS beyond
FROM events_v2`,
    { purpose: 'projector:check', lane: 'control' },
  )
  return counted ?? { held: 0, beyond: 0 }
}
