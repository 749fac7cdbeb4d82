import type { Instant } from '@jianwei/events/instant.ts'
import { countedFactsSql } from '#/rules/kinds/peer/facts-sql.ts'
import {
  lastSnapshotAt,
  lastSnapshotKnown,
  placeOfSnapshotSql,
  secondOfSnapshotSql,
  withSnapshotsSql,
} from '#/rules/kinds/peer/snapshots-sql.ts'
import { standingOutSql } from '#/rules/kinds/peer/standing-out-sql.ts'
import { instantTextSql, neverSql, placeColumnsSql, type Known } from '#/rules/places.ts'
import type { PeerRule } from '#/rules/rule.ts'
import type { RuleScope, VersionsView } from '#/rules/versions-sql.ts'
import { EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'

/** `W` of a peer rule at a clock: what was found at each snapshot that the clock has passed. */
export function peerWarningsSql(rule: PeerRule, { scope, known }: VersionsView, clock: Instant): string {
  return `
${withSnapshotsSql(rule, known.by, lastSnapshotAt(rule, clock))}
SELECT subject_id, anchor, anchor AS anchor_at, evidence, evidence_count FROM (${shownSql(rule, known, scope)})`
}

/** Each warning is raised at the place of its snapshot. What was taken is never taken again, so none is withdrawn. */
export function peerLedgerSql(rule: PeerRule, { scope, known }: VersionsView): string {
  return `
${withSnapshotsSql(rule, known.by, lastSnapshotKnown(rule, known))}
SELECT subject_id, anchor, anchor AS anchor_at, evidence, evidence_count,
  ${placeColumnsSql(known.by, 'place', 'raised')}, ${placeColumnsSql(known.by, neverSql(known.by), 'withdrawn')}
FROM (
  SELECT subject_id, anchor, evidence, evidence_count, ${placeOfSnapshotSql(rule, known.by, 'snapshot')} AS place
  FROM (${shownSql(rule, known, scope)})
)`
}

/** The warnings with the member's own facts that were part of the snapshot. */
function shownSql(rule: PeerRule, known: Known, scope: RuleScope): string {
  return `
  SELECT any(f.subject_id) AS subject_id, s.snapshot AS snapshot,
    ${instantTextSql(`(${secondOfSnapshotSql(rule, 's.snapshot')}) * 1000`)} AS anchor,
    ${factIdsSql(`arraySlice(arraySort(groupArray((f.second, f.fact))), -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
    count() AS evidence_count
  FROM (${countedFactsSql(rule, known)}) AS f
  INNER JOIN (${standingOutSql(rule, known, scope)}) AS s ON f.subject_key = s.subject_key
  WHERE f.first_in <= s.snapshot AND f.end_in > s.snapshot
  GROUP BY s.subject_key, s.snapshot`
}
