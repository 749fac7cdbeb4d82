import { integer } from '#/sql.ts'
import type { Rule } from '#/rules/rule.ts'

/** What the statements of all kinds share. */

/** The newest facts of a warning that are listed; `evidence_count` always has the true number. */
export const EVIDENCE_FACTS_MAX = 200

/** Whether the rule applies at the second in `column`. */
export function anchorInForceSql(rule: Rule, column: string): string {
  const { first, last } = rule.seconds_in_force
  const from = first === null ? [] : [`${column} >= ${integer(first)}`]
  const to = last === null ? [] : [`${column} <= ${integer(last)}`]
  return [...from, ...to].join(' AND ') || '1'
}

/** Ids of facts as the log writes them, from the sortable numbers that the statements work with. */
export function factIdsSql(numbers: string): string {
  return `arrayMap(id -> UUIDNumToString(id), ${numbers})`
}

/** The sortable number of a fact id; the order of these numbers is the order of the ids as text. */
export const FACT_NUMBER = 'UUIDToNum(fact_id)'

/**
 * One row per warning of `W`: who, the anchor, when it lies, and the facts that show it (sorted by time, then id).
 * `anchor_at` is `YYYY-MM-DDTHH:mm:ss.000Z`; `evidence_count` a 64-bit integer.
 */
export interface WarningRow {
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
  readonly evidence_count: string
}

/**
 * One row per interval in which a warning stood: from the place at which it was raised to the one at which it was withdrawn,
 * NULL while it stands. Evidence is that of the first place. By platform, `…_reported_at` is NULL; by source, position 0 means
 * that time alone brought it about. Positions are 64-bit integers.
 */
export interface LedgerRow extends WarningRow {
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
  /** Some of them; of a suppressed warning, the newest fact of its evidence. */
  readonly sample: readonly string[]
}

export const OUTCOME_SAMPLE_MAX = 10
