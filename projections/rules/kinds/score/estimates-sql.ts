import type { ScoreIndicator, ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Sums over windows without joining each instant to its facts. The engine's decayed sum slides with
 * its frame, so it costs the same however much a frame holds; it works in floating point, and its
 * errors are far below what `MARGIN` allows for. It decides only which instants are worth an exact
 * look.
 */

/**
 * Micro-points that an estimate may be off: half of one for each fact, because exact parts are
 * rounded, and a thousandth of a point.
 */
export const MARGIN = sql`(window_facts + 1000)`

/** `second` of the row itself back to `window` before it, without the far end. */
function reachedFrame(window: number): Sql {
  return sql`OVER (PARTITION BY subject_key ORDER BY second
    RANGE BETWEEN ${window - 1} PRECEDING AND CURRENT ROW)`
}

/** From `window` before the row's second to just before it. */
export function beforeFrame(window: number): Sql {
  return sql`OVER (PARTITION BY subject_key ORDER BY second
    RANGE BETWEEN ${window} PRECEDING AND 1 PRECEDING)`
}

export const EVER_UP_TO_HERE = sql`OVER (PARTITION BY subject_key ORDER BY second
    RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
export const EVER_BEFORE = sql`OVER (PARTITION BY subject_key ORDER BY second
    RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`

/** What estimates need beside the sums: how many facts there are, and the second before. */
export function estimateColumns({ window_seconds }: ScoreParameters): readonly Sql[] {
  return [
    sql`count() ${beforeFrame(window_seconds)} + count() ${reachedFrame(window_seconds)}
      AS window_facts`,
    sql`max(second) ${EVER_BEFORE} AS previous`,
  ]
}

export function reachedEstimateSql(
  { half_life_seconds }: ScoreIndicator,
  points: Sql,
  window: number,
): Sql {
  return sql`${decayedSum(half_life_seconds)}(toFloat64(${points}), second) ${reachedFrame(window)}`
}

/**
 * Decayed to the second before where that lies in the window; `agedSql` brings it to the row's own.
 */
export function beforeEstimateSql(
  { half_life_seconds }: ScoreIndicator,
  points: Sql,
  window: number,
): Sql {
  return sql`${decayedSum(half_life_seconds)}(toFloat64(${points}), second) ${beforeFrame(window)}`
}

/** An estimate of the window before, once time has passed from the second before to the row's. */
export function agedSql({ half_life_seconds }: ScoreIndicator, estimate: Sql): Sql {
  return half_life_seconds === null
    ? estimate
    : sql`${estimate} * exp2(-(greatest(second - previous, 0) / ${half_life_seconds}))`
}

/** With a time constant beyond all time, the sum does not decay. */
function decayedSum(halfLifeSeconds: number | null): Sql {
  const decay = halfLifeSeconds === null ? sql`1e300` : halfLifeSeconds / Math.LN2
  return sql`exponentialTimeDecayedSum(${decay})`
}
