import { amountProblemSql, amountUsableSql } from '#/rules/facts/amount.ts'
import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { membersSql } from '#/rules/kinds/peer/members-sql.ts'
import {
  lastSnapshotKnown,
  secondOfSnapshotSql,
  withSnapshotsSql,
} from '#/rules/kinds/peer/snapshots-sql.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, OUTCOME_SAMPLE_MAX, sampleSql } from '#/rules/statements/warning-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * Members that could not be judged at one snapshot or more, by the fact that registered them: a
 * value that tells peers apart was missing, or they had too few peers. And facts that were not
 * added up. Peers are all of the register, whatever the scope.
 */
export function peerOutcomesSql(rule: PeerRule, view: VersionsView): Sql {
  const { amount, of, peers_at_least } = rule.parameters
  const { known } = view
  const unjudged = stepSql(
    'members not judged',
    'members without the values that tell peers apart, or with too few peers',
    sql`
${withSnapshotsSql(rule, known.by, lastSnapshotKnown(rule, known))}
SELECT 'insufficient_data' AS outcome, code, uniqExact(fact) AS facts,
  ${factIdsSql(
    sql`arraySlice(arraySort(groupUniqArray(fact)), 1, ${OUTCOME_SAMPLE_MAX})`,
  )} AS sample
FROM (
  SELECT if(peers = '', 'PEER_FIELD_MISSING', 'PEERS_TOO_FEW') AS code,
    arrayJoin(registrations) AS fact
  FROM (
    SELECT peers, snapshot, groupArray(registered_by) AS registrations
    FROM (${membersSql(rule, known)})
    ARRAY JOIN range(first_in, end_in) AS snapshot
    WHERE ${anchorInForceSql(rule, secondOfSnapshotSql(rule, sql`snapshot`))}
    GROUP BY peers, snapshot
    HAVING peers = '' OR count() < ${peers_at_least}
  )
)
GROUP BY code`,
  )
  if (amount === null) return unjudged
  const condition = sql`${selectionSql(of)} AND NOT ${amountUsableSql(amount)}`
  return sql`
SELECT * FROM (${unjudged})
UNION ALL
SELECT 'insufficient_data' AS outcome, code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${factsInForceSql(view, { condition, extra: { code: amountProblemSql(amount) } })})
GROUP BY code`
}
