import { amountProblemSql, amountUsableSql } from '#/rules/amount.ts'
import { selectionSql } from '#/rules/filter-sql.ts'
import { membersSql } from '#/rules/kinds/peer/members-sql.ts'
import { lastSnapshotKnown, secondOfSnapshotSql, withSnapshotsSql } from '#/rules/kinds/peer/snapshots-sql.ts'
import type { PeerRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, factIdsSql, OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'

/**
 * Members that could not be judged at one snapshot or more, by the fact that registered them: a value that tells peers apart was
 * missing, or they had too few peers. And facts that were not added up. Peers are all of the register, whatever the scope.
 */
export function peerOutcomesSql(rule: PeerRule, view: VersionsView): string {
  const { amount, of, peers_at_least } = rule.parameters
  const { known } = view
  const unjudged = `
${withSnapshotsSql(rule, known.by, lastSnapshotKnown(rule, known))}
SELECT 'insufficient_data' AS outcome, code, uniqExact(fact) AS facts,
  ${factIdsSql(`groupUniqArray(${OUTCOME_SAMPLE_MAX})(fact)`)} AS sample
FROM (
  SELECT if(peers = '', 'PEER_FIELD_MISSING', 'PEERS_TOO_FEW') AS code, arrayJoin(registrations) AS fact
  FROM (
    SELECT peers, snapshot, groupArray(registered_by) AS registrations
    FROM (${membersSql(rule, known)})
    ARRAY JOIN range(first_in, end_in) AS snapshot
    WHERE ${anchorInForceSql(rule, secondOfSnapshotSql(rule, 'snapshot'))}
    GROUP BY peers, snapshot
    HAVING peers = '' OR count() < ${peers_at_least}
  )
)
GROUP BY code`
  if (amount === null) return unjudged
  const condition = `${selectionSql(of)} AND NOT ${amountUsableSql(amount)}`
  return `
SELECT * FROM (${unjudged})
UNION ALL
SELECT 'insufficient_data' AS outcome, code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (${inForceSql(view, { condition, extra: { code: amountProblemSql(amount) } })})
GROUP BY code`
}
