import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import {
  contributesSql,
  newestIndexes,
  partColumns,
  warnsSql,
} from '#/rules/kinds/score/exact-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import { scoreLedgerCandidatesSql } from '#/rules/kinds/score/ledger-candidates-sql.ts'
import { newestChangesSql } from '#/rules/kinds/score/newest-changes-sql.ts'
import type { ScoreParameters, ScoreRule } from '#/rules/kinds/score/parameters.ts'
import { instantTextSql, neverSql, knownAtColumnsSql } from '#/rules/facts/knowledge-points.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import {
  joinedToWindows,
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  piecesOfAnchorSql,
} from '#/rules/statements/window-pieces-sql.ts'
import { joined, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning of a score stood. For each instant that could ever be an anchor, the knowledge
 * points at which a version began or ceased to be known are walked in order with the sums of both
 * windows, as integers; caps and bands are applied to the sums at each knowledge point.
 */
export function scoreLedgerSql(rule: ScoreRule, view: VersionsView): Sql {
  const { parameters } = rule
  const by = view.known.by
  const newest = newestIndexes(parameters)
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: [
      sql`subject_id`,
      sql`instant`,
      sql`members`,
      ...newest.map((index) => sql`members_reached_${index}`),
    ],
    sums: sumNames(parameters),
    stands: sql`(${warnsSql(parameters, 'reached')}) AND NOT (${warnsSql(parameters, 'before')})
      AND at_anchor > 0`,
    never: neverSql(by),
  })
  const known = sql`member.3 <= raised AND member.4 > raised`
  const counted = newest.map(
    (index) =>
      sql`arrayResize(arrayReverseSort(member -> (member.1, member.2),
        arrayFilter(member -> ${known}, members_reached_${index})), 1)`,
  )
  // Of the newest, those that add something; an array that was made longer holds points of 0.
  const adding = counted.map(
    (one) =>
      sql`arrayMap(member -> (member.1, member.2), arrayFilter(member -> member.5 != 0, ${one}))`,
  )
  const own = sql`arrayMap(member -> (member.1, member.2),
    arrayFilter(member -> ${known}, members))`
  return stepSql(
    'ledger',
    'each interval with the facts that added points when it began',
    sql`
SELECT subject_id, ${instantTextSql(sql`instant * 1000`)} AS anchor, anchor AS anchor_at,
  ${factIdsSql(sql`arraySlice(contributing, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  toUInt64(length(contributing)) AS evidence_count,
  ${knownAtColumnsSql(by, sql`raised`, sql`raised`)},
  ${knownAtColumnsSql(by, sql`withdrawn`, sql`withdrawn`)}
FROM (
  SELECT subject_id, instant, raised, withdrawn,
    arraySort(arrayDistinct(arrayConcat(${joined([own, ...adding])}))) AS contributing
  FROM (${intervals})
)`,
  )
}

/**
 * Anchors that were left out because their subject's ledger is too dense to be made; none are left
 * out of `W`.
 */
export function scoreLedgerOutcomesSql(rule: ScoreRule, view: VersionsView): Sql {
  return ledgerTooDenseSql(scoreLedgerCandidatesSql(rule, view))
}

function sumNames({ indicators, overrides }: ScoreParameters): readonly Sql[] {
  return [
    ...indicators.flatMap((_, index) => [sql`reached_${index}`, sql`before_${index}`]),
    ...overrides.flatMap((_, index) => [
      sql`decides_reached_${index}`,
      sql`decides_before_${index}`,
    ]),
    sql`at_anchor`,
  ]
}

/** One row per candidate anchor, with all changes of the sums and the versions behind them. */
function changesSql(rule: ScoreRule, view: VersionsView): Sql {
  const { parameters } = rule
  const newest = newestIndexes(parameters)
  const sides = newest.flatMap((index) => [sql`reached_${index}`, sql`before_${index}`])
  const names = sumNames(parameters)
  const changes = sides.map((name) => {
    const sums = names.map((other) => (other.text === name.text ? sql`change.2` : sql`toInt64(0)`))
    return sql`arrayMap(change -> (change.1, ${joined(sums)}), changes_${name})`
  })
  return stepSql(
    'changes',
    'for each candidate, at which knowledge point each of its sums changes by how much',
    sql`
  SELECT subject_id, instant, members, ${joined(
    newest.map((index) => sql`members_reached_${index}, `),
    '',
  )}
    arrayConcat(${joined([sql`own_changes`, ...changes])}) AS changes
  FROM (${newestChangesSql(membersSql(rule, view), sides, neverSql(view.known.by))})`,
  )
}

function membersSql(rule: ScoreRule, view: VersionsView): Sql {
  const { parameters } = rule
  const { indicators, overrides } = parameters
  const never = neverSql(view.known.by)
  const window = longestWindow(parameters)
  const candidates = sql`
    SELECT subject_key, subject_id, anchor, ${piecesOfAnchorSql(window, sql`anchor`)}
    FROM (${scoreLedgerCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const added = [
    // What an indicator of which only the newest fact counts adds is worked out from all of its
    // versions.
    ...indicators.flatMap(({ counted }, index) =>
      counted === 'every'
        ? [sql`part_${index} * in_reached`, sql`part_${index} * in_before`]
        : [sql`toInt64(0)`, sql`toInt64(0)`],
    ),
    ...overrides.flatMap((_, index) => [
      sql`decision_reached_${index}`,
      sql`decision_before_${index}`,
    ]),
    sql`toInt64(f.second = a.anchor)`,
  ]
  const began = sql`(f.known_from, ${joined(added)})`
  const ceased = sql`(f.known_until, ${joined(added.map((sum) => sql`-(${sum})`))})`
  const version = sql`f.second, f.fact, f.known_from, f.known_until`
  const ofNewest = newestIndexes(parameters).flatMap((index) =>
    [sql`reached`, sql`before`].map(
      (side) =>
        sql`groupArrayIf((${version}, part_${index}), f.picked_${index} AND in_${side})
          AS members_${side}_${index}, `,
    ),
  )
  return stepSql(
    'versions in windows',
    'each candidate with the versions in its windows and what they add',
    sql`
    WITH ${joined(partColumns(parameters))}
    SELECT any(a.subject_id) AS subject_id, a.anchor AS instant,
      minIf(f.known_from, f.second = a.anchor) AS start,
      groupArrayIf((${version}), ${contributesSql(parameters)}) AS members, ${joined(ofNewest, '')}
      arrayConcat(groupArray(${began}), groupArrayIf(${ceased}, f.known_until != ${never}))
        AS own_changes
    FROM ${joinedToWindows(window, candidates, versionsSql(view, scoredFacts(rule)))}
    GROUP BY a.subject_key, a.anchor`,
  )
}
