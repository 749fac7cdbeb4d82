/**
 * For rules that count different values: a value counts while at least one of its facts is known, so the sums change only where a value
 * comes or goes. `from` has, beside `changes`, the arrays `reached_entries` and `before_entries` of (value, place, +1 or −1),
 * in which every beginning has its end, at `never` if nothing ended it.
 */
export function presenceChangesSql(from: string, never: string): string {
  return `
SELECT subject_id, anchor, members,
  ${comingsAndGoings('reached', never)},
  ${comingsAndGoings('before', never)},
  arrayConcat(base_changes,
    arrayMap(change -> (change.1, change.2, toInt32(0), toInt32(0)), reached_changes),
    arrayMap(change -> (change.1, toInt32(0), change.2, toInt32(0)), before_changes)) AS changes
FROM (SELECT * EXCEPT changes, changes AS base_changes FROM (${from}))`
}

/**
 * Sorted by value, then place, one running sum serves all values: each value's entries add up to 0, so the next one starts
 * there. Several entries of a value at one place are one step.
 */
function comingsAndGoings(name: 'reached' | 'before', never: string): string {
  const sorted = `${name}_sorted`
  const steps = `${name}_steps`
  return `arraySort(${name}_entries) AS ${sorted},
  arrayFilter((step, next) -> (step.1, step.2) != next,
    arrayZip(${sorted}.1, ${sorted}.2, arrayMap(sum -> toInt32(sum > 0), arrayCumSum(${sorted}.3))),
    arrayPopFront(arrayPushBack(arrayZip(${sorted}.1, ${sorted}.2), ('', ${never})))) AS ${steps},
  arrayFilter(change -> change.2 != 0 AND change.1 != ${never},
    arrayMap((step, was) -> (step.2, step.3 - was), ${steps}, arrayPopBack(arrayPushFront(${steps}.3, toInt32(0))))
  ) AS ${name}_changes`
}
