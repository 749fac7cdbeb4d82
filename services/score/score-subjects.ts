import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsSql } from '@jianwei/projections/rules/compile.ts'
import { decayed, MICRO, pointsText } from '@jianwei/projections/rules/kinds/score/points.ts'
import { scoreAtSql, type ScoreRow } from '@jianwei/projections/rules/kinds/score/score-at-sql.ts'
import type { Known, OrderOfKnowing } from '@jianwei/projections/rules/places.ts'
import type { Rule, ScoreRule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { instant } from '@jianwei/projections/sql.ts'

const DAY_SECONDS = 86_400

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
 * How much of a risk each subject was by the rule at a moment: from facts that had happened by then and were known by then, and nothing
 * later. A rule of the kind `score` gives its points. Any other rule gives one point for each of its warnings, half of which is left after
 * every `alert_anchor_age_days`, so that it ranks subjects by how often and how lately it warned of them.
 */
export async function scoreSubjects(warehouse: Warehouse, rule: Rule, asOf: AsOf): Promise<SubjectScores> {
  const known = await knownAt(warehouse, asOf)
  return rule.kind === 'score' ? pointsOf(warehouse, rule, known, asOf) : warningsOf(warehouse, rule, known, asOf)
}

/** By source, what had been reported; by platform, what this log had recorded. */
async function knownAt(warehouse: Warehouse, { at, by }: AsOf): Promise<Known> {
  if (by === 'source') return { by, until: { by, reported_at: at, position: Number.MAX_SAFE_INTEGER } }
  const [recorded] = await warehouse.query<{ position: string }>(
    `SELECT max(position) AS position FROM events_v1 WHERE recorded_at <= ${instant(at)}`,
    { purpose: 'score:known', lane: 'rules' },
  )
  return { by, until: { by, position: Number(recorded?.position ?? 0) } }
}

async function pointsOf(warehouse: Warehouse, rule: ScoreRule, known: Known, { at }: AsOf): Promise<SubjectScores> {
  const sql = scoreAtSql(rule, { scope: { of: 'everything' }, known }, secondOfInstant(at))
  const scores = new Map<string, string>()
  for await (const rows of warehouse.stream<ScoreRow>(sql, { purpose: `score:${rule.id}`, lane: 'rules' })) {
    // Thirty indicators of which each fact adds at most 10^11 stay far below 2^53 for any subject that exists.
    for (const { subject_id, score } of rows) scores.set(subject_id, pointsText(Number(score)))
  }
  return { scores, otherwise: pointsText(rule.parameters.base) }
}

async function warningsOf(warehouse: Warehouse, rule: Rule, known: Known, { at }: AsOf): Promise<SubjectScores> {
  const halfLife = Math.max(rule.alert_anchor_age_days, 1) * DAY_SECONDS
  const sql = `SELECT subject_id, anchor_at FROM (${warningsSql(rule, { scope: { of: 'everything' }, known, clock: at })})`
  const micro = new Map<string, number>()
  const asked = { purpose: `score:${rule.id}`, lane: 'rules' } as const
  for await (const rows of warehouse.stream<Pick<WarningRow, 'subject_id' | 'anchor_at'>>(sql, asked)) {
    for (const { subject_id, anchor_at } of rows) {
      // Anchors are written as instants.
      const age = secondOfInstant(at) - secondOfInstant(anchor_at as Instant)
      if (age >= 0) micro.set(subject_id, (micro.get(subject_id) ?? 0) + decayed(MICRO, age, halfLife))
    }
  }
  return { scores: new Map([...micro].map(([subject, points]) => [subject, pointsText(points)])), otherwise: '0' }
}
