import {
  instantTextSql,
  knownAtColumnsSql,
  type OrderOfKnowing,
} from '#/rules/facts/knowledge-points.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * The ledger of warnings of which one fact is anchor and evidence, from the intervals in which its
 * versions warned: `subject_key`, `subject_id`, `fact_id`, `raised`, `withdrawn`, and the second in
 * which the warning lies, `at`. Versions of a fact never overlap, so their intervals are joined
 * where one begins as another ends, unless a correction moved the second: that warning is raised
 * anew.
 */
export function factLedgerSql(by: OrderOfKnowing, intervals: Sql, at: Sql): Sql {
  return stepSql(
    'ledger',
    'each interval as an entry: when the warning was raised, and when withdrawn',
    sql`
SELECT subject_id, toString(fact_id) AS anchor,
  ${instantTextSql(sql`joined.3 * 1000`)} AS anchor_at,
  [anchor] AS evidence, toUInt64(1) AS evidence_count,
  ${knownAtColumnsSql(by, sql`joined.1`, sql`raised`)},
  ${knownAtColumnsSql(by, sql`joined.2`, sql`withdrawn`)}
FROM (${joinedIntervalsSql(intervals, at, at)})
ARRAY JOIN arrayZip(first_beginnings.1, last_ends, first_beginnings.2) AS joined`,
  )
}

/**
 * One row per fact and `second`, with the beginnings (knowledge point, `at`) and the ends of its
 * joined intervals, in order.
 */
export function joinedIntervalsSql(intervals: Sql, at: Sql, second: Sql): Sql {
  return stepSql(
    'joined intervals',
    'of the versions of one fact, intervals joined where one begins as another ends',
    sql`
  SELECT subject_key, any(subject_id) AS subject_id, fact_id,
    arraySort(groupArray((raised, ${at}))) AS beginnings, arraySort(groupArray(withdrawn)) AS ends,
    arrayFilter(beginning -> NOT has(ends, beginning.1), beginnings) AS first_beginnings,
    arrayFilter(end -> NOT has(beginnings.1, end), ends) AS last_ends
  FROM (${intervals})
  GROUP BY subject_key, fact_id, ${second}`,
  )
}
