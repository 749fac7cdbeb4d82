interface Intervals {
  readonly carried: readonly string[]
  readonly sums: readonly string[]
  readonly stands: string
  readonly never: string
}

/**
 * When something stood, from the changes of what it depends on. `changes` is an array of tuples (place, change of the first of
 * `sums`, of the second, …); the sums start at 0, and `stands` is a condition on them by name. Several changes at one place are one step: only
 * the state after the last of them counts.
 *
 * Adds to the columns `carried` of `from` one row per interval: `raised` and `withdrawn` (exclusive), which is `never` for
 * an interval that has no end.
 */
export function intervalsSql(from: string, { carried, sums, stands, never }: Intervals): string {
  const columns = carried.map((column) => `${column}, `).join('')
  return `
SELECT ${columns}interval.1 AS raised, interval.2 AS withdrawn
FROM (
  SELECT ${columns}
    arraySort(change -> change.1, changes) AS ordered,
    arrayMap((${sums.join(', ')}) -> toUInt8(${stands}),
      ${sums.map((_, index) => `arrayCumSum(ordered.${index + 2})`).join(', ')}) AS after_change,
    arrayFilter((step, next) -> step.1 != next, arrayZip(ordered.1, after_change),
      arrayPushBack(arrayPopFront(ordered.1), ${never})) AS steps,
    arrayFilter((step, state_before) -> step.2 > state_before, steps, arrayPushFront(arrayPopBack(steps.2), 0)).1 AS rises,
    arrayFilter((step, state_before) -> step.2 < state_before, steps, arrayPushFront(arrayPopBack(steps.2), 0)).1 AS falls
  FROM (${from})
)
ARRAY JOIN arrayZip(rises, arrayResize(falls, length(rises), ${never})) AS interval`
}
