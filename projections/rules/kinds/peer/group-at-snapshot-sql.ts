import type { SnapshotOfMember } from '#/rules/kinds/define-kind.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { periodOfSecond } from '#/rules/kinds/peer/civil-periods.ts'
import { levelsSql } from '#/rules/kinds/peer/facts-sql.ts'
import { membersSql } from '#/rules/kinds/peer/members-sql.ts'
import { lastSnapshotAt, withSnapshotsSql } from '#/rules/kinds/peer/snapshots-sql.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { integer, sql, type Sql } from '#/sql.ts'

/**
 * One row, or none for who was no member then. The snapshot must have been taken when the clock
 * stood at `clock`.
 */
export function groupAtSnapshotSql(
  rule: PeerRule,
  known: Known,
  clock: Instant,
  { subject_id, second }: SnapshotOfMember,
): Sql {
  const snapshot = integer(periodOfSecond(rule.parameters.every, second, rule.utc_offset_seconds))
  const own = sql`subject_key = cityHash64(${subject_id})`
  return sql`
${withSnapshotsSql(rule, known.by, lastSnapshotAt(rule, clock))}
SELECT groupArrayIf(number, NOT is_own AND number != 0) AS others, count() AS members
FROM (
  SELECT m.peers AS peers, m.${own} AS is_own,
    arrayFirst(level -> level.1 <= ${snapshot} AND level.2 > ${snapshot}, l.levels).3 AS number
  FROM (
    SELECT subject_key, peers FROM (${membersSql(rule, known)})
    WHERE peers != '' AND first_in <= ${snapshot} AND end_in > ${snapshot}
  ) AS m
  LEFT JOIN (SELECT subject_key, levels FROM (${levelsSql(rule, known)})) AS l
    ON m.subject_key = l.subject_key
)
GROUP BY peers HAVING max(is_own)`
}
