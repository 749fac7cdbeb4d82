import { fieldPresentSql, fieldTextSql, selectionSql } from '#/rules/filter-sql.ts'
import type { CountRule } from '#/rules/rule.ts'
import { FACT_NUMBER } from '#/rules/warning-sql.ts'

/** The facts that count, as a condition on `events_v1`, and what is kept of each beside its versions. */
export function countedFacts({ parameters: { of, distinct } }: CountRule): {
  readonly condition: string
  readonly extra: Readonly<Record<string, string>>
} {
  if (distinct === null) return { condition: selectionSql(of), extra: { fact: FACT_NUMBER } }
  return {
    condition: `${selectionSql(of)} AND ${fieldPresentSql(distinct)}`,
    extra: { fact: FACT_NUMBER, value: fieldTextSql(distinct) },
  }
}

/** The window that ends with an instant, that instant included; and the one of the same length that ends right before it. */
export function windowFrames({ parameters: { window_seconds } }: CountRule): {
  readonly reached: string
  readonly before: string
} {
  const over = 'OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN'
  return {
    reached: `${over} ${window_seconds - 1} PRECEDING AND CURRENT ROW)`,
    before: `${over} ${window_seconds} PRECEDING AND 1 PRECEDING)`,
  }
}

/** 1900-01-01 in seconds before 1970: no event is earlier, so sums with it are never negative. */
const SECONDS_BEFORE_1970 = 2_208_988_800

/**
 * Anchors joined to the facts from `window` seconds before them (that second included) up to them. Time is cut into pieces as long
 * as the window, of which those facts lie in the anchor's own and the one before it, so that the join stays within a few facts
 * per anchor however long the subject's history is. `anchors` has `subject_key` and `anchor`; `facts` has `subject_key` and `second`.
 */
export function joinedToWindows(rule: CountRule, anchors: string, facts: string): string {
  const { window_seconds } = rule.parameters
  const piece = (second: string): string => `intDiv(${second} + ${SECONDS_BEFORE_1970}, ${window_seconds})`
  return `(SELECT *, ${piece('second')} AS piece FROM (${facts})) AS f
INNER JOIN (SELECT *, arrayJoin([${piece('anchor')} - 1, ${piece('anchor')}]) AS piece FROM (${anchors})) AS a
  ON f.subject_key = a.subject_key AND f.piece = a.piece
WHERE f.second >= a.anchor - ${window_seconds} AND f.second <= a.anchor`
}
