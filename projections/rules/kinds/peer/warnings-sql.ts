import type { Instant } from '@jianwei/events/instant.ts'
import { countedFactsSql } from '#/rules/kinds/peer/facts-sql.ts'
import {
  lastSnapshotAt,
  lastSnapshotKnown,
  knownAtOfSnapshotSql,
  secondOfSnapshotSql,
  withSnapshotsSql,
} from '#/rules/kinds/peer/snapshots-sql.ts'
import { standingOutSql } from '#/rules/kinds/peer/standing-out-sql.ts'
import {
  instantTextSql,
  neverSql,
  knownAtColumnsSql,
  type Known,
} from '#/rules/facts/knowledge-points.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import type { RuleScope, VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/** `W` of a peer rule at a clock: what was found at each snapshot that the clock has passed. */
export function peerWarningsSql(
  rule: PeerRule,
  { scope, known }: VersionsView,
  clock: Instant,
): Sql {
  return sql`
${withSnapshotsSql(rule, known.by, lastSnapshotAt(rule, clock))}
SELECT subject_id, anchor, anchor AS anchor_at, evidence, evidence_count
FROM (${shownSql(rule, known, scope)})`
}

/**
 * Each warning is raised at the knowledge point of its snapshot. What was taken is never taken
 * again, so none is withdrawn.
 */
export function peerLedgerSql(rule: PeerRule, { scope, known }: VersionsView): Sql {
  return stepSql(
    'ledger',
    'each warning from the knowledge point of its snapshot on; none is withdrawn',
    sql`
${withSnapshotsSql(rule, known.by, lastSnapshotKnown(rule, known))}
SELECT subject_id, anchor, anchor AS anchor_at, evidence, evidence_count,
  ${knownAtColumnsSql(known.by, sql`known_at`, sql`raised`)},
  ${knownAtColumnsSql(known.by, neverSql(known.by), sql`withdrawn`)}
FROM (
  SELECT subject_id, anchor, evidence, evidence_count,
    ${knownAtOfSnapshotSql(rule, known.by, sql`snapshot`)} AS known_at
  FROM (${shownSql(rule, known, scope)})
)`,
  )
}

/** The warnings with the member's own facts that were part of the snapshot. */
function shownSql(rule: PeerRule, known: Known, scope: RuleScope): Sql {
  return stepSql(
    'warnings',
    'who stands out, with the facts that were part of the snapshot',
    sql`
  SELECT any(f.subject_id) AS subject_id, s.snapshot AS snapshot,
    ${instantTextSql(sql`(${secondOfSnapshotSql(rule, sql`s.snapshot`)}) * 1000`)} AS anchor,
    ${factIdsSql(
      sql`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`,
    )} AS evidence,
    count() AS evidence_count
  FROM (${countedFactsSql(rule, known)}) AS f
  INNER JOIN (${standingOutSql(rule, known, scope)}) AS s ON f.subject_key = s.subject_key
  WHERE f.first_in <= s.snapshot AND f.end_in > s.snapshot
  GROUP BY s.subject_key, s.snapshot`,
  )
}
