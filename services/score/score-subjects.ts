import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import {
  aboutRule,
  anchorsSql,
  type WarningAnchor,
} from '@jianwei/projections/evaluation/queries.ts'
import { knownAt } from '@jianwei/projections/clock/queries.ts'
import { asksAs, type Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { decayed } from '@jianwei/projections/rules/kinds/score/decay.ts'
import { MICRO, pointsText } from '@jianwei/projections/rules/kinds/score/points.ts'
import { scoreAtSql, type ScoreRow } from '@jianwei/projections/rules/kinds/score/score-at-sql.ts'
import type { Known, OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { ScoreRule } from '@jianwei/projections/rules/kinds/score/parameters.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import type { Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'

const DAY_SECONDS = 86_400
const asks = asksAs('score', 'rules')

/** A moment, and in which order of knowing "known by then" is meant. */
export interface AsOf {
  readonly at: Instant
  readonly by: OrderOfKnowing
}

/** Points by subject, as decimal text. */
export interface SubjectScores {
  readonly scores: ReadonlyMap<string, string>
  /** Of a subject about which nothing was known. */
  readonly otherwise: string
}

/**
 * How much of a risk each subject was by the rule at a moment: from facts that had happened by then
 * and were known by then, and nothing later. A rule of the kind `score` gives its points. Any other
 * rule gives one point for each of its warnings, half of which is left after every
 * `alert_anchor_age_days`, so that it ranks subjects by how often and how lately it warned of them.
 */
export async function scoreSubjects(
  warehouse: Warehouse,
  rule: Rule,
  asOf: AsOf,
): Promise<SubjectScores> {
  const stated = await everStated(warehouse, asks('statements'))
  const known = {
    ...(await knownAt(warehouse, asOf.by, asOf.at)),
    authorities: stated.authorities,
  }
  return rule.kind === 'score'
    ? pointsOf(warehouse, rule, known, asOf)
    : warningsOf(warehouse, rule, { known, ...stated }, asOf)
}

async function pointsOf(
  warehouse: Warehouse,
  rule: ScoreRule,
  known: Known,
  { at }: AsOf,
): Promise<SubjectScores> {
  const sql = scoreAtSql(rule, { scope: { of: 'everything' }, known }, secondOfInstant(at))
  const scores = new Map<string, string>()
  for await (const rows of warehouse.stream<ScoreRow>(
    sql,
    asks(rule.id, aboutRule(rule, 'score')),
  )) {
    // Thirty indicators of which each fact adds at most 10^11 stay far below 2^53 for any subject
    // that exists.
    for (const { subject_id, score } of rows) scores.set(subject_id, pointsText(Number(score)))
  }
  return { scores, otherwise: pointsText(rule.parameters.base) }
}

async function warningsOf(
  warehouse: Warehouse,
  rule: Rule,
  stated: Stated & { readonly known: Known },
  { at }: AsOf,
): Promise<SubjectScores> {
  const halfLife = Math.max(rule.alert_anchor_age_days, 1) * DAY_SECONDS
  const sql = anchorsSql(rule, { scope: { of: 'everything' }, clock: at, ...stated })
  const micro = new Map<string, number>()
  const asked = asks(rule.id, aboutRule(rule, 'warnings'))
  for await (const rows of warehouse.stream<WarningAnchor>(sql, asked)) {
    for (const { subject_id, anchor_at } of rows) {
      // Anchors are written as instants.
      const age = secondOfInstant(at) - secondOfInstant(anchor_at as Instant)
      if (age >= 0)
        micro.set(subject_id, (micro.get(subject_id) ?? 0) + decayed(MICRO, age, halfLife))
    }
  }
  return {
    scores: new Map([...micro].map(([subject, points]) => [subject, pointsText(points)])),
    otherwise: '0',
  }
}
