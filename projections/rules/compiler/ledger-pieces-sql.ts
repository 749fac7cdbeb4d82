import { secondOfTextSql } from '#/rules/facts/carried-time.ts'
import {
  knownAtColumnsSql,
  knownAtOfColumnsSql,
  neverSql,
  type OrderOfKnowing,
} from '#/rules/facts/knowledge-points.ts'
import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { joined, sql, stepSql, type Sql } from '#/sql.ts'

/** What takes parts of a ledger's intervals away shares how they are cut and joined again. */

export const SHOWN_COLUMNS = [sql`subject_id`, sql`anchor_at`, sql`evidence`, sql`evidence_count`]
const CARRIED = [...SHOWN_COLUMNS, sql`subject_key`, sql`anchor`, sql`began`]

/**
 * A ledger's intervals, each from `known_from` to `known_until` with the `second` of its anchor,
 * and the knowledge point where the condition `began`.
 */
export function intervalsOfLedgerSql(by: OrderOfKnowing, ledger: Sql): Sql {
  const milliseconds = (instant: Sql): Sql =>
    sql`(${secondOfTextSql(instant)} * 1000 + toInt64OrZero(substring(${instant}, 21, 3)))`
  return stepSql(
    'intervals of the ledger',
    'the entries of the ledger below, as intervals between knowledge points',
    sql`
    SELECT ${joined(SHOWN_COLUMNS)}, anchor, cityHash64(subject_id) AS subject_key,
      ${secondOfTextSql(sql`anchor_at`)} AS second,
      ${knownAtOfColumnsSql(by, sql`raised`, milliseconds)} AS known_from,
      ${knownAtOfColumnsSql(by, sql`withdrawn`, milliseconds)} AS known_until, known_from AS began
    FROM (${ledger})`,
  )
}

/**
 * The ledger that is left: of each piece what no exemption takes away, and what belonged to one
 * interval joined again. `pieces` has the columns of `intervalsOfLedgerSql` and `exempt`, the
 * knowledge points at which an exemption began (+1) or ceased (−1) to hold.
 */
export function remainingLedgerSql(by: OrderOfKnowing, pieces: Sql): Sql {
  const never = neverSql(by)
  const intervals = intervalsSql(
    sql`
  SELECT ${joined(CARRIED)}, arrayConcat([(known_from, toInt32(1), toInt32(0))],
    if(known_until = ${never}, [], [(known_until, toInt32(-1), toInt32(0))]),
    arrayMap(change -> (change.1, toInt32(0), change.2), exempt)) AS changes
  FROM (${pieces})`,
    {
      carried: CARRIED,
      sums: [sql`holds`, sql`excepted`],
      stands: sql`holds > 0 AND excepted = 0`,
      never,
    },
  )
  return stepSql(
    'remaining',
    'what exemptions leave of each interval, as entries of a ledger',
    sql`
SELECT subject_id, anchor, anchor_at, evidence, evidence_count,
  ${knownAtColumnsSql(by, sql`joined.1`, sql`raised`)},
  ${knownAtColumnsSql(by, sql`joined.2`, sql`withdrawn`)}
FROM (
  SELECT ${joined(SHOWN_COLUMNS.map((column) => sql`any(${column}) AS ${column}`))}, anchor,
    groupArray(raised) AS beginnings, groupArray(withdrawn) AS ends
  FROM (${intervals})
  GROUP BY subject_key, anchor, began
)
ARRAY JOIN arrayZip(arraySort(arrayFilter(known_at -> NOT has(ends, known_at), beginnings)),
  arraySort(arrayFilter(known_at -> NOT has(beginnings, known_at), ends))) AS joined`,
  )
}
