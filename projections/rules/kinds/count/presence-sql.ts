import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * For rules that count different values: a value counts while at least one of its facts is known,
 * so the sums change only where a value comes or goes. `from` has, beside `changes`, the arrays
 * `reached_entries` and `before_entries` of (value, knowledge point, +1 or −1), in which every
 * beginning has its end, at `never` if nothing ended it.
 */
export function presenceChangesSql(from: Sql, never: Sql): Sql {
  return stepSql(
    'changes of values',
    'a count changes only where the first fact of a value comes or the last one goes',
    sql`
SELECT subject_id, anchor, members,
  ${comingsAndGoings(sql`reached`, never)},
  ${comingsAndGoings(sql`before`, never)},
  arrayConcat(base_changes,
    arrayMap(change -> (change.1, change.2, toInt32(0), toInt32(0)), reached_changes),
    arrayMap(change -> (change.1, toInt32(0), change.2, toInt32(0)), before_changes)) AS changes
FROM (SELECT * EXCEPT changes, changes AS base_changes FROM (${from}))`,
  )
}

/**
 * Sorted by value, then knowledge point, one running sum serves all values: each value's entries
 * add up to 0, so the next one starts there. The changes at one knowledge point may cancel out;
 * only their total matters to whoever adds them up.
 */
function comingsAndGoings(name: Sql, never: Sql): Sql {
  const sorted = sql`${name}_sorted`
  const present = sql`${name}_present`
  return sql`arraySort(${name}_entries) AS ${sorted},
  arrayMap(sum -> toInt32(sum > 0), arrayCumSum(${sorted}.3)) AS ${present},
  arrayFilter(change -> change.2 != 0 AND change.1 != ${never},
    arrayMap((known_at, is, was) -> (known_at, is - was), ${sorted}.2, ${present},
      arrayPopBack(arrayPushFront(${present}, toInt32(0))))
  ) AS ${name}_changes`
}
