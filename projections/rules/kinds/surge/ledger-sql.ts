import { partitionedVersionsSql } from '#/rules/groups/grouped-versions-sql.ts'
import { intervalsSql } from '#/rules/intervals-sql.ts'
import { isSurgeSql } from '#/rules/kinds/surge/critical-count.ts'
import { reachSeconds, surgeFacts, surgeFrames, surgePartition } from '#/rules/kinds/surge/facts-sql.ts'
import { instantTextSql, neverSql, placeColumnsSql } from '#/rules/places.ts'
import type { SurgeRule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/window-pieces-sql.ts'

/**
 * When each warning of a surge stood. For each instant that could ever be an anchor, the places at which a version began or ceased to be known
 * are walked in order with the counts of the four stretches of time, of the facts at the instant itself, and of facts old enough for
 * the instant to be judged (`engines.md` B5).
 */
export function surgeLedgerSql(rule: SurgeRule, view: VersionsView): string {
  const { window_seconds } = rule.parameters
  const by = view.known.by
  const holds = isSurgeSql(rule.parameters)
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: ['subject_id', 'anchor', 'members'],
    sums: ['reached', 'base', 'reached_before', 'base_before', 'at_anchor', 'aged'],
    stands: `at_anchor > 0 AND aged > 0 AND ${holds('reached', 'base')} AND NOT ${holds('reached_before', 'base_before')}`,
    never: neverSql(by),
  })
  return `
SELECT subject_id, ${instantTextSql('interval_anchor * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(known, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence, length(known) AS evidence_count,
  ${placeColumnsSql(by, 'raised', 'raised')}, ${placeColumnsSql(by, 'withdrawn', 'withdrawn')}
FROM (
  SELECT subject_id, anchor AS interval_anchor, raised, withdrawn,
    arraySort(arrayFilter(
      member -> member.1 > anchor - ${window_seconds} AND member.3 <= raised AND member.4 > raised, members)) AS known
  FROM (${intervals})
)`
}

/** Anchors that were left out because their group's ledger is too dense to be made; none are left out of `W`. */
export function surgeLedgerOutcomesSql(rule: SurgeRule, view: VersionsView): string {
  return ledgerTooDenseSql(measuredCandidatesSql(rule, view))
}

/**
 * One row per candidate anchor, with all changes of the counts and the versions in its window. Before a fact at the anchor is known nothing
 * stands there, so versions that were known by then and never ended make one change together; what is listed are the late and the
 * corrected ones.
 */
function changesSql(rule: SurgeRule, view: VersionsView): string {
  const { window_seconds: window } = rule.parameters
  const reach = reachSeconds(rule.parameters)
  const never = neverSql(view.known.by)
  const candidates = `
    SELECT subject_key, subject_id, anchor, first_known, aged_from, aged_while, ${piecesOfAnchorSql(reach, 'anchor')}
    FROM (${measuredCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const counted = [
    `f.second > a.anchor - ${window}`,
    `f.second > a.anchor - ${reach} AND f.second <= a.anchor - ${window}`,
    `f.second >= a.anchor - ${window} AND f.second < a.anchor`,
    `f.second < a.anchor - ${window}`,
    'f.second = a.anchor',
  ]
  const early = `(f.known_until = ${never} AND f.known_from <= a.first_known)`
  const together = counted.map((condition) => `toInt64(countIf(${early} AND ${condition}))`)
  const one = counted.map((condition) => `toInt64(${condition})`)
  const aged = (place: string, change: number): string =>
    `(${place}, ${counted.map(() => NONE).join(', ')}, toInt64(${change}))`
  return `
  SELECT any(a.subject_id) AS subject_id, a.anchor AS anchor,
    groupArrayIf((f.second, f.fact, f.known_from, f.known_until), f.second > a.anchor - ${window}) AS members,
    arrayConcat(
      [(any(a.first_known), ${together.join(', ')}, ${NONE})],
      groupArrayIf((f.known_from, ${one.join(', ')}, ${NONE}), NOT ${early}),
      groupArrayIf((f.known_until, ${one.map((sum) => `-${sum}`).join(', ')}, ${NONE}), NOT ${early} AND f.known_until != ${never}),
      if(any(a.aged_from) = ${never}, [], [${aged('any(a.aged_from)', 1)}]),
      arrayMap(known -> ${aged('known.1', 1)}, any(a.aged_while)),
      arrayMap(known -> ${aged('known.2', -1)}, any(a.aged_while))
    ) AS changes
  FROM ${joinedToWindows(reach, candidates, versionsOf(rule, view))}
  GROUP BY a.subject_key, a.anchor`
}

const NONE = 'toInt64(0)'

function versionsOf(rule: SurgeRule, view: VersionsView): string {
  return partitionedVersionsSql(surgePartition(rule), view, surgeFacts(rule, reachSeconds(rule.parameters)))
}

/**
 * The instants that may ever have been anchors, with `first_known`, the place at which the first fact there was known. From there on,
 * versions that were known before everything from their own time on (for the window before), or from a window later on (for the baseline),
 * and that never ended, are surely known. So dropped are instants at which all that was ever known is too little beside the baseline that
 * was surely known, and those right before which what was surely known was enough beside all that ever lay in the baseline.
 *
 * `aged_from` is the first place at which a version that lies before window and baseline is known for good; `aged_while` has those that
 * ended, where nothing as old was known for good before them.
 */
function measuredCandidatesSql(rule: SurgeRule, view: VersionsView): string {
  const { parameters } = rule
  const never = neverSql(view.known.by)
  const frames = surgeFrames(parameters)
  const reach = reachSeconds(parameters)
  const holds = isSurgeSql(parameters)
  const inGroup = 'OVER (PARTITION BY subject_key ORDER BY second'
  const old = `${inGroup} RANGE BETWEEN UNBOUNDED PRECEDING AND ${reach} PRECEDING)`
  const later = (seconds: number): string =>
    `min(known_from) ${inGroup} DESC RANGE BETWEEN UNBOUNDED PRECEDING AND ${seconds} PRECEDING)`
  const versions = `
      SELECT *, known_until = ${never} AS lasts,
        lasts AND known_from <= ${later(1)} AS known_before_later,
        lasts AND known_from <= ${later(parameters.window_seconds)} AS known_before_much_later,
        NOT lasts AND known_from < min(if(known_until = ${never}, known_from, ${never}))
          ${inGroup} RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS known_before_lasting
      FROM (${versionsOf(rule, view)})`
  const measured = `
      SELECT subject_key, subject_id, fact_id, second, known_from,
        count() ${frames.reached} AS reached_ever, sum(known_before_much_later) ${frames.base} AS base_surely,
        sum(known_before_later) ${frames.reached_before} AS reached_before_surely,
        count() ${frames.base_before} AS base_before_ever,
        count() ${inGroup} RANGE BETWEEN ${reach} PRECEDING AND CURRENT ROW) AS entries,
        min(if(lasts, known_from, ${never})) ${old} AS old_least,
        if(old_least = 0, ${never}, old_least) AS old_from,
        groupArrayIf((known_from, known_until), known_before_lasting) ${old} AS old_while
      FROM (${versions})`
  return `
  SELECT *, sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries, any(fact_id) AS sample,
      min(known_from) AS first_known, any(old_from) AS aged_from, any(old_while) AS aged_while
    FROM (${measured})
    WHERE ${holds('reached_ever', 'base_surely')} AND NOT ${holds('reached_before_surely', 'base_before_ever')}
      AND (old_from != ${never} OR notEmpty(old_while)) AND ${anchorInForceSql(rule, 'second')}
    GROUP BY subject_key, second
  )`
}
