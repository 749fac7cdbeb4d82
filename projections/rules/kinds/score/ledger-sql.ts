import { intervalsSql } from '#/rules/intervals-sql.ts'
import { contributesSql, newestIndexes, partColumns, warnsSql } from '#/rules/kinds/score/exact-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import { scoreLedgerCandidatesSql } from '#/rules/kinds/score/ledger-candidates-sql.ts'
import { newestChangesSql } from '#/rules/kinds/score/newest-changes-sql.ts'
import type { ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { instantTextSql, neverSql, placeColumnsSql } from '#/rules/places.ts'
import type { ScoreRule } from '#/rules/rule.ts'
import { versionsSql, type VersionsView } from '#/rules/versions-sql.ts'
import { EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/window-pieces-sql.ts'

/**
 * When each warning of a score stood. For each instant that could ever be an anchor, the places at which a version began or ceased to be known
 * are walked in order with the sums of both windows, as integers; caps and bands are applied to the sums at each place.
 */
export function scoreLedgerSql(rule: ScoreRule, view: VersionsView): string {
  const { parameters } = rule
  const by = view.known.by
  const newest = newestIndexes(parameters)
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: ['subject_id', 'instant', 'members', ...newest.map((index) => `members_reached_${index}`)],
    sums: sumNames(parameters),
    stands: `(${warnsSql(parameters, 'reached')}) AND NOT (${warnsSql(parameters, 'before')}) AND at_anchor > 0`,
    never: neverSql(by),
  })
  const known = 'member.3 <= raised AND member.4 > raised'
  const counted = newest.map(
    (index) =>
      `arrayResize(arrayReverseSort(member -> (member.1, member.2), arrayFilter(member -> ${known}, members_reached_${index})), 1)`,
  )
  // Of the newest, those that add something; an array that was made longer holds points of 0.
  const adding = counted.map(
    (one) => `arrayMap(member -> (member.1, member.2), arrayFilter(member -> member.5 != 0, ${one}))`,
  )
  const own = `arrayMap(member -> (member.1, member.2), arrayFilter(member -> ${known}, members))`
  return `
SELECT subject_id, ${instantTextSql('instant * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(contributing, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  toUInt64(length(contributing)) AS evidence_count,
  ${placeColumnsSql(by, 'raised', 'raised')}, ${placeColumnsSql(by, 'withdrawn', 'withdrawn')}
FROM (
  SELECT subject_id, instant, raised, withdrawn,
    arraySort(arrayDistinct(arrayConcat(${[own, ...adding].join(', ')}))) AS contributing
  FROM (${intervals})
)`
}

/** Anchors that were left out because their subject's ledger is too dense to be made; none are left out of `W`. */
export function scoreLedgerOutcomesSql(rule: ScoreRule, view: VersionsView): string {
  return ledgerTooDenseSql(scoreLedgerCandidatesSql(rule, view))
}

function sumNames({ indicators, overrides }: ScoreParameters): readonly string[] {
  return [
    ...indicators.flatMap((_, index) => [`reached_${index}`, `before_${index}`]),
    ...overrides.flatMap((_, index) => [`decides_reached_${index}`, `decides_before_${index}`]),
    'at_anchor',
  ]
}

/** One row per candidate anchor, with all changes of the sums and the versions behind them. */
function changesSql(rule: ScoreRule, view: VersionsView): string {
  const { parameters } = rule
  const newest = newestIndexes(parameters)
  const sides = newest.flatMap((index) => [`reached_${index}`, `before_${index}`])
  const names = sumNames(parameters)
  const changes = sides.map((name) => {
    const sums = names.map((other) => (other === name ? 'change.2' : 'toInt64(0)'))
    return `arrayMap(change -> (change.1, ${sums.join(', ')}), changes_${name})`
  })
  return `
  SELECT subject_id, instant, members, ${newest.map((index) => `members_reached_${index}, `).join('')}
    arrayConcat(${['own_changes', ...changes].join(', ')}) AS changes
  FROM (${newestChangesSql(membersSql(rule, view), sides, neverSql(view.known.by))})`
}

function membersSql(rule: ScoreRule, view: VersionsView): string {
  const { parameters } = rule
  const { indicators, overrides } = parameters
  const never = neverSql(view.known.by)
  const window = longestWindow(parameters)
  const candidates = `
    SELECT subject_key, subject_id, anchor, ${piecesOfAnchorSql(window, 'anchor')}
    FROM (${scoreLedgerCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const added = [
    // What an indicator of which only the newest fact counts adds is worked out from all of its versions.
    ...indicators.flatMap(({ counted }, index) =>
      counted === 'every' ? [`part_${index} * in_reached`, `part_${index} * in_before`] : ['toInt64(0)', 'toInt64(0)'],
    ),
    ...overrides.flatMap((_, index) => [`decision_reached_${index}`, `decision_before_${index}`]),
    'toInt64(f.second = a.anchor)',
  ]
  const began = `(f.known_from, ${added.join(', ')})`
  const ceased = `(f.known_until, ${added.map((sum) => `-(${sum})`).join(', ')})`
  const version = 'f.second, f.fact, f.known_from, f.known_until'
  const ofNewest = newestIndexes(parameters).flatMap((index) =>
    ['reached', 'before'].map(
      (side) =>
        `groupArrayIf((${version}, part_${index}), f.picked_${index} AND in_${side}) AS members_${side}_${index}, `,
    ),
  )
  return `
    WITH ${partColumns(parameters).join(', ')}
    SELECT any(a.subject_id) AS subject_id, a.anchor AS instant, minIf(f.known_from, f.second = a.anchor) AS start,
      groupArrayIf((${version}), ${contributesSql(parameters)}) AS members, ${ofNewest.join('')}
      arrayConcat(groupArray(${began}), groupArrayIf(${ceased}, f.known_until != ${never})) AS own_changes
    FROM ${joinedToWindows(window, candidates, versionsSql(view, scoredFacts(rule)))}
    GROUP BY a.subject_key, a.anchor`
}
