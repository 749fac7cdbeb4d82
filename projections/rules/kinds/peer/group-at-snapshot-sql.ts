import type { Instant } from '@jianwei/events/instant.ts'
import { periodOfSecond } from '#/rules/civil-periods.ts'
import { levelsSql } from '#/rules/kinds/peer/facts-sql.ts'
import { membersSql } from '#/rules/kinds/peer/members-sql.ts'
import { lastSnapshotAt, withSnapshotsSql } from '#/rules/kinds/peer/snapshots-sql.ts'
import type { Known } from '#/rules/places.ts'
import type { PeerRule } from '#/rules/rule.ts'
import { integer, text } from '#/sql.ts'

/** The group of a member at a snapshot: `others` (the numbers of its peers that are not 0) and `members`, how many it has, itself among them. */
export interface GroupAtSnapshotRow {
  readonly others: readonly string[]
  readonly members: string
}

export interface SnapshotOfMember {
  readonly subject_id: string
  /** The second at which the snapshot was taken. */
  readonly second: number
}

/** One row, or none for who was no member then. The snapshot must have been taken when the clock stood at `clock`. */
export function groupAtSnapshotSql(
  rule: PeerRule,
  known: Known,
  clock: Instant,
  { subject_id, second }: SnapshotOfMember,
): string {
  const snapshot = integer(periodOfSecond(rule.parameters.every, second, rule.utc_offset_seconds))
  const own = `subject_key = cityHash64(${text(subject_id)})`
  return `
${withSnapshotsSql(rule, known.by, lastSnapshotAt(rule, clock))}
SELECT groupArrayIf(number, NOT is_own AND number != 0) AS others, count() AS members
FROM (
  SELECT m.peers AS peers, m.${own} AS is_own,
    arrayFirst(level -> level.1 <= ${snapshot} AND level.2 > ${snapshot}, l.levels).3 AS number
  FROM (
    SELECT subject_key, peers FROM (${membersSql(rule, known)})
    WHERE peers != '' AND first_in <= ${snapshot} AND end_in > ${snapshot}
  ) AS m
  LEFT JOIN (SELECT subject_key, levels FROM (${levelsSql(rule, known)})) AS l ON m.subject_key = l.subject_key
)
GROUP BY peers HAVING max(is_own)`
}
