import type { RuleBody } from '#/rules/language/rule-body.ts'
import type { SelectedFacts } from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { pieceSql } from '#/rules/statements/window-pieces-sql.ts'
import { and, joined, sql, type Sql } from '#/sql.ts'

/**
 * What kinds share that add something up over a window: the condition holds where each part's sum
 * reaches its least value. A warning stands at an instant `t` at which one of the facts lies, if
 * the condition holds over (t − window, t] and does not over [t − window, t).
 */
export interface WindowSums {
  readonly rule: RuleBody
  readonly window_seconds: number
  /** Which facts, over the columns of `events_v2`. */
  readonly condition: Sql
  readonly parts: readonly WindowPart[]
}

export interface WindowPart {
  /** What a fact adds: an Int64 over the columns of `events_v2`, which may be negative. */
  readonly amount: Sql
  readonly at_least: number
}

/**
 * The facts with `fact`, the `piece` of time they lie in, and what they add to each part:
 * `amount_0`, `amount_1`, …
 */
export function summedFacts({ window_seconds, condition, parts }: WindowSums): SelectedFacts {
  const amounts = Object.fromEntries(parts.map(({ amount }, index) => [`amount_${index}`, amount]))
  return {
    condition,
    extra: { fact: FACT_NUMBER, piece: pieceSql(window_seconds, sql`second`), ...amounts },
  }
}

/** Whether every part's sum, `<name>_0`, `<name>_1`, …, reaches what it must. */
export function reachesSql({ parts }: WindowSums, name: Sql): Sql {
  return sql`(${and(parts.map(({ at_least }, index) => sql`${name}_${index} >= ${at_least}`))})`
}

/**
 * For each part the sum of `amount(index)` over (t − window, t] as `<reached>_<index>`, and that of
 * `amountBefore(index)` over [t − window, t) as `<before>_<index>`.
 */
export function frameSumsSql(
  { window_seconds, parts }: WindowSums,
  { reached, before }: { readonly reached: FrameSum; readonly before: FrameSum },
): Sql {
  const over = sql`OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN`
  return joined(
    parts.flatMap((_, index) => [
      sql`sum(${reached.amount(index)})
        ${over} ${window_seconds - 1} PRECEDING AND CURRENT ROW) AS ${reached.name}_${index}`,
      sql`sum(${before.amount(index)})
        ${over} ${window_seconds} PRECEDING AND 1 PRECEDING) AS ${before.name}_${index}`,
    ]),
  )
}

interface FrameSum {
  readonly name: Sql
  readonly amount: (index: number) => Sql
}
