import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { countSelection, windowSizesSql } from '#/rules/kinds/count/facts-sql.ts'
import { presenceChangesSql } from '#/rules/kinds/count/presence-sql.ts'
import { instantTextSql, neverSql, knownAtColumnsSql } from '#/rules/facts/knowledge-points.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/statements/window-pieces-sql.ts'
import { joined, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning of a count rule stood. At a knowledge point `k` the anchor `t` is in `W` if and
 * only if a fact at `t` is known, at least N are known in (t − W, t], and fewer than N in [t − W,
 * t). So for each anchor that could ever be one, the knowledge points at which a version began or
 * ceased to be known are walked in order with these three sums (`docs/engines.md`).
 */
export function countLedgerSql(rule: CountRule, view: VersionsView): Sql {
  const { at_least, window_seconds } = rule.parameters
  const by = view.known.by
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: [sql`subject_id`, sql`anchor`, sql`members`],
    sums: [sql`a`, sql`b`, sql`c`],
    stands: sql`a >= ${at_least} AND b < ${at_least} AND c > 0`,
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
    arraySort(arrayFilter(member -> member.1 > anchor - ${window_seconds} AND member.3 <= raised
      AND member.4 > raised, members))
      AS known
  FROM (${intervals})
)`,
  )
}

/**
 * Anchors that were left out because their subject's ledger is too dense to be made; none are left
 * out of `W`.
 */
export function countLedgerOutcomesSql(rule: CountRule, view: VersionsView): Sql {
  return ledgerTooDenseSql(measuredCandidatesSql(rule, view))
}

/**
 * One row per candidate anchor, with all changes of the three sums and the versions behind them.
 */
function changesSql(rule: CountRule, view: VersionsView): Sql {
  const { window_seconds, distinct } = rule.parameters
  const never = neverSql(view.known.by)
  const candidates = sql`
    SELECT subject_key, subject_id, anchor, ${piecesOfAnchorSql(window_seconds, sql`anchor`)}
    FROM (${measuredCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const reached = sql`f.second > a.anchor - ${window_seconds}`
  const before = sql`f.second < a.anchor`
  const at = sql`f.second = a.anchor`
  const counted = (condition: Sql): Sql =>
    distinct === null ? sql`toInt32(${condition})` : sql`toInt32(0)`
  const sums = [counted(reached), counted(before), sql`toInt32(${at})`]
  const began = sql`(f.known_from, ${joined(sums)})`
  const ceased = sql`(f.known_until, ${joined(sums.map((sum) => sql`-${sum}`))})`
  const presence =
    distinct === null
      ? []
      : (
          [
            [sql`reached`, reached],
            [sql`before`, before],
          ] as const
        ).map(
          ([name, when]) =>
            sql`arrayConcat(groupArrayIf((f.value, f.known_from, toInt32(1)), ${when}),
      groupArrayIf((f.value, f.known_until, toInt32(-1)), ${when})) AS ${name}_entries`,
        )
  const grouped = stepSql(
    'changes',
    'for each candidate, at which knowledge point each of its counts changes by how much',
    sql`
  SELECT any(a.subject_id) AS subject_id, a.anchor AS anchor,
    groupArray((f.second, f.fact, f.known_from, f.known_until)) AS members,
    ${joined(
      presence.map((column) => sql`${column}, `),
      '',
    )}
    arrayConcat(groupArray(${began}), groupArrayIf(${ceased}, f.known_until != ${never})) AS changes
  FROM ${joinedToWindows(window_seconds, candidates, versionsSql(view, countSelection(rule)))}
  GROUP BY a.subject_key, a.anchor`,
  )
  return distinct === null ? grouped : presenceChangesSql(grouped, never)
}

/**
 * The instants that may ever have been anchors. Dropped are those of which the window just before
 * held N facts already when the first fact of the instant became known: a fact is settled if it was
 * known before everything later in time and never ended, so where N of them lie in that window, the
 * count had been reached before and never fell again. Where facts arrive in time's order, hardly
 * more than the real anchors remain.
 */
function measuredCandidatesSql(rule: CountRule, view: VersionsView): Sql {
  const { at_least, window_seconds } = rule.parameters
  const versions = sql`
        SELECT *, known_until = ${neverSql(view.known.by)} AND known_from <= min(known_from)
            OVER (PARTITION BY subject_key ORDER BY second DESC
              RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS settled,
          count() OVER (PARTITION BY subject_key ORDER BY second
            RANGE BETWEEN ${window_seconds} PRECEDING AND CURRENT ROW) AS entries
        FROM (${versionsSql(view, countSelection(rule))})`
  const carried = [sql`subject_id`, sql`fact_id`, sql`entries`]
  return stepSql(
    'candidates',
    'instants that may ever have been anchors, judged by all that was ever known',
    sql`
  SELECT subject_key, subject_id, anchor, sample,
    sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries,
      min(fact_id) AS sample
    FROM (${windowSizesSql(rule, versions, carried, { all: sql`1`, settled: sql`settled` })})
    WHERE all_reached >= ${at_least} AND settled_before < ${at_least}
      AND ${anchorInForceSql(rule, sql`second`)}
    GROUP BY subject_key, second
  )`,
  )
}
