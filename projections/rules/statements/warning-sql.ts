import { and, sql, type Sql } from '#/sql.ts'
import type { RuleBody } from '#/rules/language/rule-body.ts'

/** What the statements of all kinds share. */

/** The newest facts of a warning that are listed; `evidence_count` always has the true number. */
export const EVIDENCE_FACTS_MAX = 200

/** Whether the rule applies at the second in `column`. */
export function anchorInForceSql(rule: RuleBody, column: Sql): Sql {
  const { first, last } = rule.seconds_in_force
  const from = first === null ? [] : [sql`${column} >= ${first}`]
  const to = last === null ? [] : [sql`${column} <= ${last}`]
  return and([...from, ...to])
}

/**
 * One row per warning of `W`: who, the anchor, when it lies, and the facts that show it (sorted by
 * time, then id). `anchor_at` is `YYYY-MM-DDTHH:mm:ss.000Z`; `evidence_count` a 64-bit integer.
 */
export interface ComputedWarning {
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
  readonly evidence_count: string
}

/**
 * One row per interval in which a warning stood: from the knowledge point at which it was raised to
 * the one at which it was withdrawn, NULL while it stands. Evidence is that of the first knowledge
 * point. By platform, `…_reported_at` is NULL; by source, position 0 means that time alone brought
 * it about. Positions are 64-bit integers.
 */
export interface LedgerRow extends ComputedWarning {
  readonly raised_position: string
  readonly raised_reported_at: string | null
  readonly withdrawn_position: string | null
  readonly withdrawn_reported_at: string | null
}

/** What a rule could not judge, by reason, and what it judged and suppressed, by exception. */
export interface OutcomeRow {
  readonly outcome: 'error' | 'insufficient_data' | 'suppressed'
  readonly code: string
  /** 64-bit integer. Of suppressed warnings, how many there are. */
  readonly facts: string
  /** The first of them by id; of a suppressed warning, the newest fact of its evidence. */
  readonly sample: readonly string[]
}

/**
 * Warnings that stand on, or are not raised because of, what sources state or leave unsaid.
 * `not_judged`: nobody feeds `event_types` for the departments of these duties, which `source`
 * sent. `unstated`: nobody states anything of them, so the duties are judged as if they were fed.
 */
export interface FeedOutcomeRow {
  readonly outcome: 'not_judged' | 'unstated'
  readonly event_types: readonly string[]
  /** Empty for what is unstated. */
  readonly source: string
  /** Some of them. */
  readonly departments: readonly string[]
  /** 64-bit integer. */
  readonly warnings: string
  /** The first ids of the facts that opened a duty. */
  readonly sample: readonly string[]
}

/** A duty that has no end, because its days reach into a year without notice of holidays. */
export interface UndatedDutyRow {
  readonly subject_id: string
  readonly anchor: string
  /** Of the fact that opened it. */
  readonly second: number
  readonly source: string
  /** Empty where there is none. */
  readonly department: string
  readonly region: string
}

/** One warning that is not raised because nobody feeds `missing`. */
export interface NotJudgedRow {
  readonly subject_id: string
  readonly anchor: string
  readonly missing: readonly string[]
  readonly source: string
  readonly department: string
  readonly region: string
}

export const OUTCOME_SAMPLE_MAX = 10

/** The first of the ids in a column of texts, in their order: whoever looks again sees the same. */
export function sampleSql(ids: Sql): Sql {
  return sql`groupArraySorted(${OUTCOME_SAMPLE_MAX})(${ids}) AS sample`
}
