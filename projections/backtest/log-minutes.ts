import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import type { LogMinutes } from '#/rules/evaluator/ledger/clock-by-points.ts'
import { NOTHING, sql } from '#/sql.ts'

/**
 * The minutes of the log's clock up to a position; all of them where it is null. They are put in
 * order as one array: the engine adds rows of an ordered statement to an array in any order.
 */
export async function logMinutes(
  warehouse: Warehouse,
  up_to: number | null,
  options: QueryOptions,
): Promise<LogMinutes> {
  const within = up_to === null ? NOTHING : sql`HAVING first <= ${up_to}`
  const [row] = await warehouse.query<{ minutes: number[]; firsts: number[] }>(
    sql`
SELECT begun.1 AS minutes, begun.2 AS firsts FROM (
SELECT arraySort(groupArray((at, toFloat64(first)))) AS begun FROM (
  SELECT toUnixTimestamp(minute) AS at, min(first_position) AS first
  FROM clock_v2 GROUP BY minute ${within}
))`,
    options,
  )
  return { minutes: row?.minutes ?? [], first_positions: row?.firsts ?? [] }
}
