import { joinedIntervalsSql } from '#/rules/statements/fact-ledger-sql.ts'
import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { stepFacts, withinSeconds } from '#/rules/kinds/sequence/facts-sql.ts'
import { instantTextSql, neverSql, knownAtColumnsSql } from '#/rules/facts/knowledge-points.ts'
import type { SequenceRule } from '#/rules/kinds/sequence/parameters.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { pieceSql, piecesOfAnchorSql } from '#/rules/statements/window-pieces-sql.ts'
import { joined, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning of a sequence stood. A version is led up to while it is known and one of the
 * step before is, near enough, that itself is led up to; so the intervals of a step follow from
 * those of the step before. Then the evidence is looked up backwards, as it was at the knowledge
 * point of raising.
 */
export function sequenceLedgerSql(rule: SequenceRule, view: VersionsView): Sql {
  const by = view.known.by
  return stepSql(
    'ledger',
    'each interval with its chain of facts',
    sql`
SELECT subject_id, toString(fact_id) AS anchor,
  ${instantTextSql(sql`anchor_second * 1000`)} AS anchor_at,
  ${factIdsSql(sql`chain`)} AS evidence, length(chain) AS evidence_count,
  ${knownAtColumnsSql(by, sql`raised`, sql`raised`)},
  ${knownAtColumnsSql(by, sql`withdrawn`, sql`withdrawn`)}
FROM (${withChainSql(rule, view, 0)})`,
  )
}

/**
 * The intervals of warnings with the facts of the steps from `step` on, as `chain`; `earliest` is
 * the second of the first of these. Of the facts that lead up to the next, the newest is taken.
 */
function withChainSql(rule: SequenceRule, view: VersionsView, step: number): Sql {
  if (step === rule.parameters.followed_by.length) return raisedSql(rule, view)
  const within = withinSeconds(rule, step + 1)
  return stepSql(
    'chain',
    'to each interval the newest fact of the step before, as known when it was raised',
    sql`
SELECT w.subject_key AS subject_key, w.fact_id AS fact_id, w.raised AS raised,
  any(w.subject_id) AS subject_id,
  any(w.withdrawn) AS withdrawn, any(w.anchor_second) AS anchor_second, any(w.tie) AS tie,
  max((p.second, p.fact)) AS newest, newest.1 AS earliest,
  arrayPushFront(any(w.chain), newest.2) AS chain
FROM (
  SELECT *, ${piecesOfAnchorSql(within, sql`earliest`)}
  FROM (${withChainSql(rule, view, step + 1)})
) AS w
INNER JOIN (
  SELECT *, ${pieceSql(within, sql`second`)} AS piece
  FROM (${ledUpToSql(rule, view, step)})
) AS p
  ON w.subject_key = p.subject_key AND w.tie = p.tie AND w.piece = p.piece
WHERE p.second < w.earliest AND p.second >= w.earliest - ${within} AND p.raised <= w.raised
  AND p.withdrawn > w.raised
GROUP BY w.subject_key, w.fact_id, w.raised`,
  )
}

/**
 * The intervals of warnings: of each fact of the last step, those of its versions in the same
 * second joined.
 */
function raisedSql(rule: SequenceRule, view: VersionsView): Sql {
  const last = ledUpToSql(rule, view, rule.parameters.followed_by.length)
  return stepSql(
    'raised',
    'the intervals of each fact of the last step',
    sql`
SELECT subject_key, subject_id, fact_id, joined.1.1 AS raised, joined.2 AS withdrawn,
  joined.1.2.1 AS anchor_second,
  anchor_second AS earliest, joined.1.2.2 AS tie, [joined.1.2.3] AS chain
FROM (${joinedIntervalsSql(last, sql`(second, tie, fact)`, sql`second`)})
ARRAY JOIN arrayZip(first_beginnings, last_ends) AS joined`,
  )
}

/** Versions of facts of a step with the intervals in which they were known and led up to. */
function ledUpToSql(rule: SequenceRule, view: VersionsView, step: number): Sql {
  const carried = [
    sql`subject_key`,
    sql`subject_id`,
    sql`fact_id`,
    sql`second`,
    sql`fact`,
    sql`tie`,
  ]
  const versions = versionsSql(view, stepFacts(rule, step))
  if (step === 0) {
    return sql`
SELECT ${joined(carried)}, known_from AS raised, known_until AS withdrawn FROM (${versions})`
  }
  return intervalsSql(changesSql(rule, view, { step, versions }), {
    carried,
    sums: [sql`known`, sql`preceded`],
    stands: sql`known > 0 AND preceded > 0`,
    never: neverSql(view.known.by),
  })
}

/**
 * One row per version that anything ever led up to. Of what did and never ended only the one known
 * first matters; the others are listed. Time is cut into pieces, so that the join stays near a
 * version's own days.
 */
function changesSql(
  rule: SequenceRule,
  view: VersionsView,
  { step, versions }: { readonly step: number; readonly versions: Sql },
): Sql {
  const never = neverSql(view.known.by)
  const within = withinSeconds(rule, step)
  return stepSql(
    'changes',
    'for each version, at which knowledge points it and what leads up to it are known',
    sql`
  SELECT v.subject_key AS subject_key, any(v.subject_id) AS subject_id, v.fact_id AS fact_id,
    any(v.second) AS second,
    any(v.fact) AS fact, any(v.tie) AS tie,
    arrayConcat(
      [(v.known_from, toInt32(1), toInt32(0))],
      if(v.known_until = ${never}, [], [(v.known_until, toInt32(-1), toInt32(0))]),
      if(countIf(p.withdrawn = ${never}) = 0, [],
        [(minIf(p.raised, p.withdrawn = ${never}), toInt32(0), toInt32(1))]),
      groupArrayIf((p.raised, toInt32(0), toInt32(1)), p.withdrawn != ${never}),
      groupArrayIf((p.withdrawn, toInt32(0), toInt32(-1)), p.withdrawn != ${never})
    ) AS changes
  FROM (SELECT *, ${piecesOfAnchorSql(within, sql`second`)} FROM (${versions})) AS v
  INNER JOIN (
    SELECT *, ${pieceSql(within, sql`second`)} AS piece
    FROM (${ledUpToSql(rule, view, step - 1)})
  ) AS p
    ON v.subject_key = p.subject_key AND v.tie = p.tie AND v.piece = p.piece
  WHERE p.second < v.second AND p.second >= v.second - ${within}
  GROUP BY v.subject_key, v.fact_id, v.known_from, v.known_until`,
  )
}
