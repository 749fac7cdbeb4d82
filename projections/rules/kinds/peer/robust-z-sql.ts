import type { PeerParameters } from '#/rules/kinds/peer/parameters.ts'
import { SPREAD_E4 } from '#/rules/kinds/peer/robust-z.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * The robust z-score in whole numbers, so that the engine and TypeScript cannot differ in a last
 * digit: the doubled median, the deviations from it doubled, and so their median fourfold. A group
 * is its numbers that are not 0, sorted (`numbers`), and how many members it has in all
 * (`members`).
 */

/**
 * Columns over `numbers` and `members`: `median_x2` and `deviation_x4`, the median of what lies how
 * far from the median.
 */
export const MEDIANS_SQL = sql`
    members - length(numbers) AS zeros, intDiv(members + 1, 2) AS lower,
    intDiv(members, 2) + 1 AS upper,
    arrayCount(number -> number < 0, numbers) AS negatives,
    ${rankedSql(sql`numbers`, sql`negatives`, sql`lower`, sql`toInt64(0)`)}
      + ${rankedSql(sql`numbers`, sql`negatives`, sql`upper`, sql`toInt64(0)`)} AS median_x2,
    arraySort(arrayMap(number -> abs(2 * number - median_x2), numbers)) AS deviations,
    abs(median_x2) AS deviation_of_zero,
    arrayCount(deviation -> deviation < deviation_of_zero, deviations) AS nearer,
    ${rankedSql(sql`deviations`, sql`nearer`, sql`lower`, sql`deviation_of_zero`)}
      + ${rankedSql(sql`deviations`, sql`nearer`, sql`upper`, sql`deviation_of_zero`)}
      AS deviation_x4`

/**
 * The number of a rank among sorted ones and the `zeros` that stand between them, after the first
 * `before`.
 */
function rankedSql(sorted: Sql, before: Sql, rank: Sql, zero: Sql): Sql {
  return sql`multiIf(${rank} <= ${before}, ${sorted}[${rank}], ${rank} <= ${before} + zeros,
    ${zero}, ${sorted}[${rank} - zeros])`
}

/** Whether a number lies as far above the others as the rule asks. */
export function standsOutSql(parameters: PeerParameters, number: Sql): Sql {
  const { at_least, z_at_least_e4, scale_floor_e4 } = parameters
  const spread = sql`greatest(toInt128(deviation_x4) * ${SPREAD_E4},
    toInt128(${4 * scale_floor_e4}))`
  // Both sides are four hundred million times as large as the deviation, and z times the spread.
  return sql`(${number} >= ${at_least}
    AND (2 * toInt128(${number}) - median_x2) * 200000000 >= ${spread} * ${z_at_least_e4})`
}
