import { intervalsSql } from '#/rules/intervals-sql.ts'
import { instantTextSql, neverSql, placeColumnsSql } from '#/rules/places.ts'
import { versionsSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/window-pieces-sql.ts'
import { frameSumsSql, reachesSql, summedFacts, type WindowSums } from '#/rules/window-sums/facts-sql.ts'

/**
 * When each warning stood. For each instant that could ever be an anchor, the places at which a version began or ceased to be known
 * are walked in order with the sums of the window, of the window just before, and with the number of facts at the
 * instant itself (`engines.md` B5).
 */
export function windowSumsLedgerSql(sums: WindowSums, view: VersionsView): string {
  const by = view.known.by
  const names = (name: string): string[] => sums.parts.map((_, index) => `${name}_${index}`)
  const intervals = intervalsSql(changesSql(sums, view), {
    carried: ['subject_id', 'anchor', 'members'],
    sums: [...names('reached'), ...names('before'), 'at_anchor'],
    stands: `${reachesSql(sums, 'reached')} AND NOT ${reachesSql(sums, 'before')} AND at_anchor > 0`,
    never: neverSql(by),
  })
  return `
SELECT subject_id, ${instantTextSql('interval_anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(known, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence, length(known) AS evidence_count,
  ${placeColumnsSql(by, 'raised', 'raised')}, ${placeColumnsSql(by, 'withdrawn', 'withdrawn')}
FROM (
  SELECT subject_id, anchor AS interval_anchor, raised, withdrawn,
    arraySort(arrayFilter(
      member -> member.1 > anchor - ${sums.window_seconds} AND member.3 <= raised AND member.4 > raised, members)) AS known
  FROM (${intervals})
)`
}

/** Anchors that were left out because their subject's ledger is too dense to be made; none are left out of `W`. */
export function windowSumsLedgerOutcomesSql(sums: WindowSums, view: VersionsView): string {
  return ledgerTooDenseSql(measuredCandidatesSql(sums, view))
}

/** One row per candidate anchor, with all changes of the sums and the versions behind them. */
function changesSql(sums: WindowSums, view: VersionsView): string {
  const { window_seconds, parts } = sums
  const candidates = `
    SELECT subject_key, subject_id, anchor, ${piecesOfAnchorSql(window_seconds, 'anchor')}
    FROM (${measuredCandidatesSql(sums, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const added = [
    ...parts.map((_, index) => `f.amount_${index} * (f.second > a.anchor - ${window_seconds})`),
    ...parts.map((_, index) => `f.amount_${index} * (f.second < a.anchor)`),
    'toInt64(f.second = a.anchor)',
  ]
  const began = `(f.known_from, ${added.join(', ')})`
  const ceased = `(f.known_until, ${added.map((sum) => `-(${sum})`).join(', ')})`
  return `
  SELECT any(a.subject_id) AS subject_id, a.anchor AS anchor,
    groupArray((f.second, f.fact, f.known_from, f.known_until)) AS members,
    arrayConcat(groupArray(${began}), groupArrayIf(${ceased}, f.known_until != ${neverSql(view.known.by)})) AS changes
  FROM ${joinedToWindows(window_seconds, candidates, versionsSql(view, summedFacts(sums)))}
  GROUP BY a.subject_key, a.anchor`
}

/**
 * The instants that may ever have been anchors: where all that was ever known reaches the condition, and what was surely known
 * in the window just before does not. A fact is surely known there from the moment the instant's own first fact is, if it was known before
 * everything later in time and never ended. Amounts below nothing are turned round: they help neither side.
 */
function measuredCandidatesSql(sums: WindowSums, view: VersionsView): string {
  const { window_seconds, rule } = sums
  const frames = frameSumsSql(sums, {
    reached: { name: 'ever', amount: (index) => `greatest(amount_${index}, 0)` },
    before: { name: 'surely', amount: (index) => `if(settled, amount_${index}, least(amount_${index}, 0))` },
  })
  const versions = `
        SELECT *, known_until = ${neverSql(view.known.by)} AND known_from <= min(known_from)
            OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS settled,
          count() OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN ${window_seconds} PRECEDING AND CURRENT ROW) AS entries
        FROM (${versionsSql(view, summedFacts(sums))})`
  return `
  SELECT subject_key, subject_id, anchor, sample, sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries, any(fact_id) AS sample
    FROM (SELECT subject_key, subject_id, fact_id, second, entries, ${frames} FROM (${versions}))
    WHERE ${reachesSql(sums, 'ever')} AND NOT ${reachesSql(sums, 'surely')} AND ${anchorInForceSql(rule, 'second')}
    GROUP BY subject_key, second
  )`
}
