import { joined, sql, stepSql, type Sql } from '#/sql.ts'

interface Intervals {
  readonly carried: readonly Sql[]
  readonly sums: readonly Sql[]
  readonly stands: Sql
  readonly never: Sql
}

/**
 * When something stood, from the changes of what it depends on. `changes` is an array of tuples
 * (knowledge point, change of the first of `sums`, of the second, …); the sums start at 0, and
 * `stands` is a condition on them by name. Several changes at one knowledge point are one step:
 * only the state after the last of them counts.
 *
 * Adds to the columns `carried` of `from` one row per interval: `raised` and `withdrawn`
 * (exclusive), which is `never` for an interval that has no end.
 */
export function intervalsSql(from: Sql, { carried, sums, stands, never }: Intervals): Sql {
  const columns = joined(
    carried.map((column) => sql`${column}, `),
    '',
  )
  return stepSql(
    'intervals',
    'the changes added up in the order of knowing: from where to where the condition holds',
    sql`
SELECT ${columns}interval.1 AS raised, interval.2 AS withdrawn
FROM (
  SELECT ${columns}
    arraySort(change -> change.1, changes) AS ordered,
    arrayMap((${joined(sums)}) -> toUInt8(${stands}),
      ${joined(sums.map((_, index) => sql`arrayCumSum(ordered.${index + 2})`))}) AS after_change,
    arrayFilter((step, next) -> step.1 != next, arrayZip(ordered.1, after_change),
      arrayPushBack(arrayPopFront(ordered.1), ${never})) AS steps,
    arrayFilter((step, state_before) -> step.2 > state_before, steps,
      arrayPushFront(arrayPopBack(steps.2), 0)).1 AS rises,
    arrayFilter((step, state_before) -> step.2 < state_before, steps,
      arrayPushFront(arrayPopBack(steps.2), 0)).1 AS falls
  FROM (${from})
)
ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), ${never})) AS interval`,
  )
}
