import { decimal, list, sql, type Sql } from '#/sql.ts'
import { normalUpperQuantile, poissonTail } from '#/rules/kinds/surge/poisson-tail.ts'
import type { SurgeParameters } from '#/rules/kinds/surge/parameters.ts'

/**
 * Whether a count is too many for chance, beside the count of the baseline. SQL and TypeScript must
 * agree on every pair of counts, so neither asks for a chance: both ask for the critical count, the
 * least n of which P(X ≥ n) is small enough at the baseline's rate.
 *
 *  - Up to `CRITICAL_BASELINE_MAX` facts in the baseline it is looked up in a table, made here.
 *  - Beyond, n is critical from λ + z·√λ + (z² + 2) / 6 on: the normal approximation with its first
 *    correction for skewness and half a count for whole numbers (Cornish and Fisher). The
 *    operations are rounded alike everywhere.
 */
export const CRITICAL_BASELINE_MAX = 1_000

type Rate = Pick<SurgeParameters, 'window_seconds' | 'baseline_seconds' | 'chance_at_most'>

/**
 * The critical counts for 0, 1, 2, … facts in the baseline. With none, P(X ≥ 1) is 0: one fact is
 * enough.
 */
export function criticalCounts(rate: Rate): number[] {
  const counts: number[] = []
  for (let baseline = 0; baseline <= CRITICAL_BASELINE_MAX; baseline++) {
    // More in the baseline never makes a smaller count critical.
    counts.push(criticalCount(rate, baseline, counts.at(-1)))
  }
  return counts
}

/**
 * Looks from the mean on, or from a count that is known to be no more than critical: chances beyond
 * the mean are 0.1 and less.
 */
function criticalCount(rate: Rate, baseline: number, from = 1): number {
  const lambda = expectedCount(rate, baseline)
  let critical = Math.max(from, Math.ceil(lambda))
  while (poissonTail(critical, lambda) > rate.chance_at_most) critical += 1
  return critical
}

/** The least count in a window that is a surge beside this many facts in its baseline. */
export function leastSurge(parameters: SurgeParameters, baseline: number): number {
  if (baseline <= CRITICAL_BASELINE_MAX)
    return Math.max(parameters.at_least, criticalCount(parameters, baseline))
  const lambda = expectedCount(parameters, baseline)
  const z = normalUpperQuantile(parameters.chance_at_most)
  return Math.max(parameters.at_least, Math.ceil(lambda + z * Math.sqrt(lambda) + correction(z)))
}

/**
 * Whether a count is at least that, as a condition on two columns of whole numbers, not negative:
 * the count and the baseline's.
 */
export function isSurgeSql(parameters: SurgeParameters): (count: Sql, baseline: Sql) => Sql {
  const table = sql`[${list(criticalCounts(parameters))}]`
  const z = normalUpperQuantile(parameters.chance_at_most)
  const { window_seconds, baseline_seconds } = parameters
  return (count, baseline) => {
    const lambda = sql`toFloat64(${baseline}) * ${window_seconds} / ${baseline_seconds}`
    const least = sql`${lambda} + ${decimal(z)} * sqrt(${lambda}) + ${decimal(correction(z))}`
    const beyond = sql`toFloat64(${count}) >= ${least}`
    const reached = sql`if(${baseline} <= ${CRITICAL_BASELINE_MAX},
      ${count} >= ${table}[${baseline} + 1], ${beyond})`
    return sql`(${count} >= ${parameters.at_least} AND ${reached})`
  }
}

function expectedCount({ window_seconds, baseline_seconds }: Rate, baseline: number): number {
  return (baseline * window_seconds) / baseline_seconds
}

function correction(z: number): number {
  return (z * z + 2) / 6
}
