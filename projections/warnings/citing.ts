import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, sql, uuid } from '#/sql.ts'

/** Warnings that are told of each fact; there may be more. */
export const CITING_MAX = 20

/** A warning that rests on a fact, or did so. */
export interface CitingWarning {
  readonly fact_id: string
  readonly warning_id: string
  readonly rule_id: string
  readonly rule_version: number
  /** Whether it holds now. */
  readonly standing: boolean
}

/** By fact, those that stand first: at most one more than CITING_MAX of each. */
export async function warningsCiting(
  warehouse: Warehouse,
  factIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CitingWarning[]>> {
  if (factIds.length === 0) return new Map()
  const facts = joined(factIds.map(uuid))
  const rows = await warehouse.query<Omit<CitingWarning, 'standing'> & { stands: number }>(
    sql`
SELECT fact_id, warning_id, rule_id, rule_version, stands
FROM (
  SELECT warning_id, any(w.rule_id) AS rule_id, any(w.rule_version) AS rule_version,
    toUInt8(argMax(movement, position) = 'raised') AS stands,
    arrayJoin(arrayDistinct(groupArrayArray(evidence))) AS fact_id
  FROM warnings_v1 AS w
  WHERE warning_id IN (SELECT warning_id FROM warnings_v1 WHERE hasAny(evidence, [${facts}]))
  GROUP BY warning_id
)
WHERE fact_id IN (${facts})
ORDER BY fact_id, stands DESC, warning_id
LIMIT ${CITING_MAX + 1} BY fact_id`,
    { purpose: 'warnings:citing' },
  )
  const cited = rows.map(({ stands, ...warning }) => ({ ...warning, standing: stands === 1 }))
  return Map.groupBy(cited, ({ fact_id }) => fact_id)
}
