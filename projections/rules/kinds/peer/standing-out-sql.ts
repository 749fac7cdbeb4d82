import { levelsSql } from '#/rules/kinds/peer/facts-sql.ts'
import { membersSql } from '#/rules/kinds/peer/members-sql.ts'
import { MEDIANS_SQL, standsOutSql } from '#/rules/kinds/peer/robust-z-sql.ts'
import { secondOfSnapshotSql } from '#/rules/kinds/peer/snapshots-sql.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { scopeSql, type RuleScope } from '#/rules/facts/versions-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * The warnings as `subject_key` and `snapshot`: members that stand out at a snapshot and did not at
 * the one before. Peers are always all of the register; `scope` chooses among the members only
 * then.
 */
export function standingOutSql(rule: PeerRule, known: Known, scope: RuleScope): Sql {
  const second = secondOfSnapshotSql(rule, sql`snapshot`)
  return stepSql(
    'standing out',
    'members far above the median of their group at a snapshot and not at the one before',
    sql`
  SELECT subject_key, arrayJoin(arrayFilter(one -> NOT has(snapshots, one - 1),
    snapshots)) AS snapshot
  FROM (
    SELECT subject_key, groupArray(snapshot) AS snapshots
    FROM (
      SELECT snapshot, arrayJoin(outstanding.2) AS subject_key
      FROM (
        SELECT snapshot, ${MEDIANS_SQL},
          arrayFilter(one -> ${standsOutSql(rule.parameters, sql`one.1`)}, ones) AS outstanding
        FROM (
          SELECT snapshot, members, ones, arraySort(unsorted) AS numbers
          FROM (${groupsSql(rule, known)})
          WHERE members >= ${rule.parameters.peers_at_least}
        )
      )
    )
    WHERE 1${scopeSql(scope)}
    GROUP BY subject_key
  )
  WHERE ${anchorInForceSql(rule, second)}`,
  )
}

/**
 * One row per group and snapshot at which a member has a number that is not 0: `unsorted`, these
 * numbers; `ones`, those that are large enough to warn, with their `subject_key`; and `members`,
 * how many there are in all. Members are counted by who enters and who leaves, so that the many
 * with nothing to their name cost two rows each and not one per snapshot.
 */
function groupsSql(rule: PeerRule, known: Known): Sql {
  const within = sql`range(greatest(level.1, m.first_in), least(level.2, m.end_in))`
  return stepSql(
    'groups',
    'for each group and snapshot the numbers that are not 0, and how many members there are',
    sql`
          SELECT snapshot, unsorted, ones,
            sum(entered) OVER (PARTITION BY peers ORDER BY snapshot
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS members
          FROM (
            SELECT peers, step.1 AS snapshot, sum(step.2) AS entered,
              groupArrayIf(step.3, step.3 != 0) AS unsorted,
              groupArrayIf((step.3, subject_key), step.3 >= ${rule.parameters.at_least}) AS ones
            FROM (
              SELECT toLowCardinality(m.peers) AS peers, m.subject_key AS subject_key,
                arrayConcat([(m.first_in, toInt64(1), toInt64(0)),
                  (m.end_in, toInt64(-1), toInt64(0))],
                  arrayFlatten(arrayMap(level -> arrayMap(one -> (one, toInt64(0), level.3),
                    ${within}), l.levels))) AS steps
              FROM (
                SELECT peers, subject_key, first_in, end_in
                FROM (${membersSql(rule, known)})
                WHERE peers != ''
              ) AS m
              LEFT JOIN (SELECT subject_key, levels FROM (${levelsSql(rule, known)})) AS l
                ON m.subject_key = l.subject_key
            )
            ARRAY JOIN steps AS step
            GROUP BY peers, snapshot
          )`,
  )
}
