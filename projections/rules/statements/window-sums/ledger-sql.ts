import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { instantTextSql, neverSql, knownAtColumnsSql } from '#/rules/facts/knowledge-points.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/statements/window-pieces-sql.ts'
import {
  frameSumsSql,
  reachesSql,
  summedFacts,
  type WindowSums,
} from '#/rules/statements/window-sums/facts-sql.ts'
import { joined, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning stood. For each instant that could ever be an anchor, the knowledge points at
 * which a version began or ceased to be known are walked in order with the sums of the window, of
 * the window just before, and with the number of facts at the instant itself (`docs/engines.md`).
 */
export function windowSumsLedgerSql(sums: WindowSums, view: VersionsView): Sql {
  const by = view.known.by
  const names = (name: Sql): Sql[] => sums.parts.map((_, index) => sql`${name}_${index}`)
  const intervals = intervalsSql(changesSql(sums, view), {
    carried: [sql`subject_id`, sql`anchor`, sql`members`],
    sums: [...names(sql`reached`), ...names(sql`before`), sql`at_anchor`],
    stands: sql`${reachesSql(sums, sql`reached`)} AND NOT ${reachesSql(sums, sql`before`)}
      AND at_anchor > 0`,
    never: neverSql(by),
  })
  return stepSql(
    'ledger',
    'each interval with the facts of the window that were known when it began',
    sql`
SELECT subject_id, ${instantTextSql(sql`interval_anchor * 1000`)} AS anchor, anchor AS anchor_at,
  ${factIdsSql(sql`arraySlice(known, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  length(known) AS evidence_count,
  ${knownAtColumnsSql(by, sql`raised`, sql`raised`)},
  ${knownAtColumnsSql(by, sql`withdrawn`, sql`withdrawn`)}
FROM (
  SELECT subject_id, anchor AS interval_anchor, raised, withdrawn,
    arraySort(arrayFilter(
      member -> member.1 > anchor - ${sums.window_seconds} AND member.3 <= raised
        AND member.4 > raised, members)) AS known
  FROM (${intervals})
)`,
  )
}

/**
 * Anchors that were left out because their subject's ledger is too dense to be made; none are left
 * out of `W`.
 */
export function windowSumsLedgerOutcomesSql(sums: WindowSums, view: VersionsView): Sql {
  return ledgerTooDenseSql(measuredCandidatesSql(sums, view))
}

/** One row per candidate anchor, with all changes of the sums and the versions behind them. */
function changesSql(sums: WindowSums, view: VersionsView): Sql {
  const { window_seconds, parts } = sums
  const candidates = sql`
    SELECT subject_key, subject_id, anchor, ${piecesOfAnchorSql(window_seconds, sql`anchor`)}
    FROM (${measuredCandidatesSql(sums, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const added = [
    ...parts.map((_, index) => sql`f.amount_${index} * (f.second > a.anchor - ${window_seconds})`),
    ...parts.map((_, index) => sql`f.amount_${index} * (f.second < a.anchor)`),
    sql`toInt64(f.second = a.anchor)`,
  ]
  const began = sql`(f.known_from, ${joined(added)})`
  const ceased = sql`(f.known_until, ${joined(added.map((sum) => sql`-(${sum})`))})`
  return stepSql(
    'changes',
    'for each candidate, at which knowledge point each of its sums changes by how much',
    sql`
  SELECT any(a.subject_id) AS subject_id, a.anchor AS anchor,
    groupArray((f.second, f.fact, f.known_from, f.known_until)) AS members,
    arrayConcat(groupArray(${began}),
      groupArrayIf(${ceased}, f.known_until != ${neverSql(view.known.by)})) AS changes
  FROM ${joinedToWindows(window_seconds, candidates, versionsSql(view, summedFacts(sums)))}
  GROUP BY a.subject_key, a.anchor`,
  )
}

/**
 * The instants that may ever have been anchors: where all that was ever known reaches the
 * condition, and what was surely known in the window just before does not. A fact is surely known
 * there from the moment the instant's own first fact is, if it was known before everything later in
 * time and never ended. Amounts below nothing are turned round: they help neither side.
 */
function measuredCandidatesSql(sums: WindowSums, view: VersionsView): Sql {
  const { window_seconds, rule } = sums
  const frames = frameSumsSql(sums, {
    reached: { name: sql`ever`, amount: (index) => sql`greatest(amount_${index}, 0)` },
    before: {
      name: sql`surely`,
      amount: (index) => sql`if(settled, amount_${index}, least(amount_${index}, 0))`,
    },
  })
  const versions = sql`
        SELECT *, known_until = ${neverSql(view.known.by)} AND known_from <= min(known_from)
            OVER (PARTITION BY subject_key ORDER BY second DESC
              RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS settled,
          count() OVER (PARTITION BY subject_key ORDER BY second
            RANGE BETWEEN ${window_seconds} PRECEDING AND CURRENT ROW) AS entries
        FROM (${versionsSql(view, summedFacts(sums))})`
  return stepSql(
    'candidates',
    'instants that may ever have been anchors, judged by all that was ever known',
    sql`
  SELECT subject_key, subject_id, anchor, sample,
    sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries,
      min(fact_id) AS sample
    FROM (SELECT subject_key, subject_id, fact_id, second, entries, ${frames} FROM (${versions}))
    WHERE ${reachesSql(sums, sql`ever`)} AND NOT ${reachesSql(sums, sql`surely`)}
      AND ${anchorInForceSql(rule, sql`second`)}
    GROUP BY subject_key, second
  )`,
  )
}
