import { amountSql, amountUsableSql } from '#/rules/facts/amount.ts'
import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { ruleFactsOf } from '#/rules/facts/rule-facts.ts'
import {
  firstSnapshotAfterSql,
  LAST_SNAPSHOT,
  snapshotAtSql,
} from '#/rules/kinds/peer/snapshots-sql.ts'
import { neverSql, type Known } from '#/rules/facts/knowledge-points.ts'
import type { PeerRule } from '#/rules/kinds/peer/parameters.ts'
import { versionsSql } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { NOTHING, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * Versions of the facts that are counted or added up (`subject_key`, `subject_id`, `fact`,
 * `second`, `amount`), each with the snapshots that it is part of, from `first_in` up to but not
 * including `end_in`.
 */
export function countedFactsSql(rule: PeerRule, known: Known): Sql {
  const { of, amount, window_periods } = rule.parameters
  const counted =
    amount === null ? selectionSql(of) : sql`${selectionSql(of)} AND ${amountUsableSql(amount)}`
  const extra = { fact: FACT_NUMBER, amount: amount === null ? sql`toInt64(1)` : amountSql(amount) }
  const view = { scope: { of: 'everything' }, known, rule_facts: ruleFactsOf(rule, [of]) } as const
  const versions = versionsSql(view, { condition: counted, extra })
  return stepSql(
    'counted facts',
    'the facts that count, each with the snapshots that it is part of',
    sql`
  SELECT subject_key, subject_id, fact, second, amount, ${seenSql(rule, known.by, window_periods)}
  FROM (${versions})
  WHERE first_in < end_in`,
  )
}

/**
 * `first_in` and `end_in` of a version: the snapshots that are taken after it happened, while it is
 * known, and at most so many.
 */
export function seenSql(rule: PeerRule, by: Known['by'], snapshots_max: number | null): Sql {
  const happened = sql`${snapshotAtSql(rule, sql`second`)} + 1`
  const after = (knownAt: Sql): Sql => firstSnapshotAfterSql(rule, by, knownAt)
  const ended = sql`if(known_until = ${neverSql(by)}, ${LAST_SNAPSHOT} + 1,
    ${after(sql`known_until`)})`
  const passed = snapshots_max === null ? NOTHING : sql`, ${happened} + ${snapshots_max}`
  return sql`greatest(${happened}, ${after(sql`known_from`)}) AS first_in,
    least(${LAST_SNAPSHOT} + 1, ${ended}${passed}) AS end_in`
}

/**
 * One row per subject with counted facts: `levels`, the stretches of snapshots over which its
 * number stays the same and is not 0, each (first, end, number). Facts are first added up by the
 * snapshots they are part of, then as steps up and down: a fact in a window of many periods is not
 * counted for each of them.
 */
export function levelsSql(rule: PeerRule, known: Known): Sql {
  return stepSql(
    'levels',
    'for each subject, over which snapshots its number stays the same and is not 0',
    sql`
  SELECT subject_key, arraySort(groupArray((snapshot, change))) AS changes,
    arrayFilter(level -> level.3 != 0,
      arrayZip(changes.1, arrayPushBack(arrayPopFront(changes.1), toInt64(0)),
        arrayCumSum(changes.2))) AS levels
  FROM (
    SELECT subject_key, step.1 AS snapshot, sum(step.2) AS change
    FROM (
      SELECT subject_key, first_in, end_in, sum(amount) AS amount
      FROM (${countedFactsSql(rule, known)})
      GROUP BY subject_key, first_in, end_in
    )
    ARRAY JOIN [(first_in, amount), (end_in, -amount)] AS step
    GROUP BY subject_key, snapshot
  )
  GROUP BY subject_key`,
  )
}
