import { intervalsSql } from '#/rules/intervals-sql.ts'
import { countedFacts, windowSizesSql } from '#/rules/kinds/count/facts-sql.ts'
import { presenceChangesSql } from '#/rules/kinds/count/presence-sql.ts'
import { instantTextSql, neverSql, placeColumnsSql } from '#/rules/places.ts'
import type { CountRule } from '#/rules/rule.ts'
import { versionsSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/window-pieces-sql.ts'

/**
 * When each warning of a count rule stood. At a place `k` the anchor `t` is in `W` if and only if a fact at `t` is known, at least N are
 * known in (t − W, t], and fewer than N in [t − W, t). So for each anchor that could ever be one, the places at which a version began
 * or ceased to be known are walked in order with these three sums (`engines.md` B5).
 */
export function countLedgerSql(rule: CountRule, view: VersionsView): string {
  const { at_least, window_seconds } = rule.parameters
  const by = view.known.by
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: ['subject_id', 'anchor', 'members'],
    sums: ['a', 'b', 'c'],
    stands: `a >= ${at_least} AND b < ${at_least} AND c > 0`,
    never: neverSql(by),
  })
  return `
SELECT subject_id, ${instantTextSql('interval_anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(known, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence, length(known) AS evidence_count,
  ${placeColumnsSql(by, 'raised', 'raised')}, ${placeColumnsSql(by, 'withdrawn', 'withdrawn')}
FROM (
  SELECT subject_id, anchor AS interval_anchor, raised, withdrawn,
    arraySort(arrayFilter(member -> member.1 > anchor - ${window_seconds} AND member.3 <= raised AND member.4 > raised, members))
      AS known
  FROM (${intervals})
)`
}

/** Anchors that were left out because their subject's ledger is too dense to be made; none are left out of `W`. */
export function countLedgerOutcomesSql(rule: CountRule, view: VersionsView): string {
  return ledgerTooDenseSql(measuredCandidatesSql(rule, view))
}

/** One row per candidate anchor, with all changes of the three sums and the versions behind them. */
function changesSql(rule: CountRule, view: VersionsView): string {
  const { window_seconds, distinct } = rule.parameters
  const never = neverSql(view.known.by)
  const candidates = `
    SELECT subject_key, subject_id, anchor, ${piecesOfAnchorSql(window_seconds, 'anchor')} FROM (${measuredCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const reached = `f.second > a.anchor - ${window_seconds}`
  const before = 'f.second < a.anchor'
  const at = 'f.second = a.anchor'
  const counted = (condition: string): string => (distinct === null ? `toInt32(${condition})` : 'toInt32(0)')
  const sums = [counted(reached), counted(before), `toInt32(${at})`]
  const began = `(f.known_from, ${sums.join(', ')})`
  const ceased = `(f.known_until, ${sums.map((sum) => `-${sum}`).join(', ')})`
  const presence =
    distinct === null
      ? []
      : (
          [
            ['reached', reached],
            ['before', before],
          ] as const
        ).map(
          ([name, when]) =>
            `arrayConcat(groupArrayIf((f.value, f.known_from, toInt32(1)), ${when}),
      groupArrayIf((f.value, f.known_until, toInt32(-1)), ${when})) AS ${name}_entries`,
        )
  const grouped = `
  SELECT any(a.subject_id) AS subject_id, a.anchor AS anchor,
    groupArray((f.second, f.fact, f.known_from, f.known_until)) AS members,
    ${presence.map((column) => `${column}, `).join('')}
    arrayConcat(groupArray(${began}), groupArrayIf(${ceased}, f.known_until != ${never})) AS changes
  FROM ${joinedToWindows(window_seconds, candidates, versionsSql(view, countedFacts(rule)))}
  GROUP BY a.subject_key, a.anchor`
  return distinct === null ? grouped : presenceChangesSql(grouped, never)
}

/**
 * The instants that may ever have been anchors. Dropped are those of which the window just before held N facts already when the first
 * fact of the instant became known: a fact is settled if it was known before everything later in time and never ended, so where N of them
 * lie in that window, the count had been reached before and never fell again. Where facts arrive in time's order, hardly more than
 * the real anchors remain.
 */
function measuredCandidatesSql(rule: CountRule, view: VersionsView): string {
  const { at_least, window_seconds } = rule.parameters
  const versions = `
        SELECT *, known_until = ${neverSql(view.known.by)} AND known_from <= min(known_from)
            OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS settled,
          count() OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN ${window_seconds} PRECEDING AND CURRENT ROW) AS entries
        FROM (${versionsSql(view, countedFacts(rule))})`
  const carried = ['subject_id', 'fact_id', 'entries']
  return `
  SELECT subject_key, subject_id, anchor, sample, sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries, any(fact_id) AS sample
    FROM (${windowSizesSql(rule, versions, carried, { all: '1', settled: 'settled' })})
    WHERE all_reached >= ${at_least} AND settled_before < ${at_least} AND ${anchorInForceSql(rule, 'second')}
    GROUP BY subject_key, second
  )`
}
