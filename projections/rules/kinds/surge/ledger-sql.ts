import { partitionedVersionsSql } from '#/rules/facts/groups/grouped-versions-sql.ts'
import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { isSurgeSql } from '#/rules/kinds/surge/critical-count.ts'
import {
  reachSeconds,
  surgeFacts,
  surgeFrames,
  surgePartition,
} from '#/rules/kinds/surge/facts-sql.ts'
import { instantTextSql, neverSql, knownAtColumnsSql } from '#/rules/facts/knowledge-points.ts'
import type { SurgeRule } from '#/rules/kinds/surge/parameters.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
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
 * When each warning of a surge stood. For each instant that could ever be an anchor, the knowledge
 * points at which a version began or ceased to be known are walked in order with the counts of the
 * four stretches of time, of the facts at the instant itself, and of facts old enough for the
 * instant to be judged (`docs/engines.md`).
 */
export function surgeLedgerSql(rule: SurgeRule, view: VersionsView): Sql {
  const { window_seconds } = rule.parameters
  const by = view.known.by
  const holds = isSurgeSql(rule.parameters)
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: [sql`subject_id`, sql`anchor`, sql`members`],
    sums: [
      sql`reached`,
      sql`base`,
      sql`reached_before`,
      sql`base_before`,
      sql`at_anchor`,
      sql`aged`,
    ],
    stands: sql`at_anchor > 0 AND aged > 0 AND ${holds(sql`reached`, sql`base`)}
      AND NOT ${holds(sql`reached_before`, sql`base_before`)}`,
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
      member -> member.1 > anchor - ${window_seconds} AND member.3 <= raised AND member.4 > raised,
      members)) AS known
  FROM (${intervals})
)`,
  )
}

/**
 * Anchors that were left out because their group's ledger is too dense to be made; none are left
 * out of `W`.
 */
export function surgeLedgerOutcomesSql(rule: SurgeRule, view: VersionsView): Sql {
  return ledgerTooDenseSql(measuredCandidatesSql(rule, view))
}

/**
 * One row per candidate anchor, with all changes of the counts and the versions in its window.
 * Before a fact at the anchor is known nothing stands there, so versions that were known by then
 * and never ended make one change together; what is listed are the late and the corrected ones.
 */
function changesSql(rule: SurgeRule, view: VersionsView): Sql {
  const { window_seconds: window } = rule.parameters
  const reach = reachSeconds(rule.parameters)
  const never = neverSql(view.known.by)
  const candidates = sql`
    SELECT subject_key, subject_id, anchor, first_known, aged_from, aged_while,
      ${piecesOfAnchorSql(reach, sql`anchor`)}
    FROM (${measuredCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const counted = [
    sql`f.second > a.anchor - ${window}`,
    sql`f.second > a.anchor - ${reach} AND f.second <= a.anchor - ${window}`,
    sql`f.second >= a.anchor - ${window} AND f.second < a.anchor`,
    sql`f.second < a.anchor - ${window}`,
    sql`f.second = a.anchor`,
  ]
  const early = sql`(f.known_until = ${never} AND f.known_from <= a.first_known)`
  const together = counted.map((condition) => sql`toInt64(countIf(${early} AND ${condition}))`)
  const one = counted.map((condition) => sql`toInt64(${condition})`)
  const aged = (knownAt: Sql, change: number): Sql =>
    sql`(${knownAt}, ${joined(counted.map(() => NONE))}, toInt64(${change}))`
  return stepSql(
    'changes',
    'for each candidate, at which knowledge point each of its counts changes by how much',
    sql`
  SELECT any(a.subject_id) AS subject_id, a.anchor AS anchor,
    groupArrayIf((f.second, f.fact, f.known_from, f.known_until), f.second > a.anchor - ${window})
      AS members,
    arrayConcat(
      [(any(a.first_known), ${joined(together)}, ${NONE})],
      groupArrayIf((f.known_from, ${joined(one)}, ${NONE}), NOT ${early}),
      groupArrayIf((f.known_until, ${joined(one.map((sum) => sql`-${sum}`))}, ${NONE}), NOT ${early}
        AND f.known_until != ${never}),
      if(any(a.aged_from) = ${never}, [], [${aged(sql`any(a.aged_from)`, 1)}]),
      arrayMap(known -> ${aged(sql`known.1`, 1)}, any(a.aged_while)),
      arrayMap(known -> ${aged(sql`known.2`, -1)}, any(a.aged_while))
    ) AS changes
  FROM ${joinedToWindows(reach, candidates, versionsOf(rule, view))}
  GROUP BY a.subject_key, a.anchor`,
  )
}

const NONE = sql`toInt64(0)`

function versionsOf(rule: SurgeRule, view: VersionsView): Sql {
  return partitionedVersionsSql(
    surgePartition(rule),
    view,
    surgeFacts(rule, reachSeconds(rule.parameters)),
  )
}

/**
 * The instants that may ever have been anchors, with `first_known`, the knowledge point at which
 * the first fact there was known. From there on, versions that were known before everything from
 * their own time on (for the window before), or from a window later on (for the baseline), and that
 * never ended, are surely known. So dropped are instants at which all that was ever known is too
 * little beside the baseline that was surely known, and those right before which what was surely
 * known was enough beside all that ever lay in the baseline.
 *
 * `aged_from` is the first knowledge point at which a version that lies before window and baseline
 * is known for good; `aged_while` has those that ended, where nothing as old was known for good
 * before them.
 */
function measuredCandidatesSql(rule: SurgeRule, view: VersionsView): Sql {
  const { parameters } = rule
  const never = neverSql(view.known.by)
  const frames = surgeFrames(parameters)
  const reach = reachSeconds(parameters)
  const holds = isSurgeSql(parameters)
  const inGroup = sql`OVER (PARTITION BY subject_key ORDER BY second`
  const old = sql`${inGroup} RANGE BETWEEN UNBOUNDED PRECEDING AND ${reach} PRECEDING)`
  const later = (seconds: number): Sql =>
    sql`min(known_from) ${inGroup} DESC RANGE BETWEEN UNBOUNDED PRECEDING AND ${seconds} PRECEDING)`
  const versions = sql`
      SELECT *, known_until = ${never} AS lasts,
        lasts AND known_from <= ${later(1)} AS known_before_later,
        lasts AND known_from <= ${later(parameters.window_seconds)} AS known_before_much_later,
        NOT lasts AND known_from < min(if(known_until = ${never}, known_from, ${never}))
          ${inGroup} RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS known_before_lasting
      FROM (${versionsOf(rule, view)})`
  const measured = sql`
      SELECT subject_key, subject_id, fact_id, second, known_from,
        count() ${frames.reached} AS reached_ever,
        sum(known_before_much_later) ${frames.base} AS base_surely,
        sum(known_before_later) ${frames.reached_before} AS reached_before_surely,
        count() ${frames.base_before} AS base_before_ever,
        count() ${inGroup} RANGE BETWEEN ${reach} PRECEDING AND CURRENT ROW) AS entries,
        min(if(lasts, known_from, ${never})) ${old} AS old_least,
        if(old_least = 0, ${never}, old_least) AS old_from,
        groupArrayIf((known_from, known_until), known_before_lasting) ${old} AS old_while
      FROM (${versions})`
  return stepSql(
    'candidates',
    'instants that may ever have been anchors, judged by all that was ever known',
    sql`
  SELECT *, sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries,
      min(fact_id) AS sample,
      min(known_from) AS first_known, any(old_from) AS aged_from, any(old_while) AS aged_while
    FROM (${measured})
    WHERE ${holds(sql`reached_ever`, sql`base_surely`)}
      AND NOT ${holds(sql`reached_before_surely`, sql`base_before_ever`)}
      AND (old_from != ${never} OR notEmpty(old_while)) AND ${anchorInForceSql(rule, sql`second`)}
    GROUP BY subject_key, second
  )`,
  )
}
