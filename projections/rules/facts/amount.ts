import { fieldValue, type FilteredFact } from '#/rules/facts/filter-predicate.ts'
import { fieldPresentSql, payloadPath } from '#/rules/facts/filter-sql.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Whole numbers that facts carry and rules add up, such as `data.fine_cents`. They may be negative.
 */

/**
 * A fact with a larger amount, or one further below nothing, is not added up but reported as
 * `AMOUNT_UNUSABLE`.
 */
export const AMOUNT_MAX = 10_000_000_000_000

export type AmountProblem = 'AMOUNT_MISSING' | 'AMOUNT_UNUSABLE'

export function amountOf(field: string, fact: FilteredFact): number | AmountProblem {
  const value = fieldValue(fact, field)
  if (value === undefined) return 'AMOUNT_MISSING'
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= AMOUNT_MAX
    ? value
    : 'AMOUNT_UNUSABLE'
}

/**
 * Numbers are kept as JavaScript writes them, so a whole one within the limit has no point and no
 * exponent.
 */
export function amountUsableSql(field: string): Sql {
  const path = payloadPath(field)
  return sql`(JSONType(${path}) IN ('Int64', 'UInt64')
    AND abs(JSONExtractFloat(${path})) <= ${AMOUNT_MAX})`
}

/** The amount of a row of `events_v1` of which it is usable. */
export function amountSql(field: string): Sql {
  return sql`JSONExtractInt(${payloadPath(field)})`
}

/** The code of a row of which the amount is not usable. */
export function amountProblemSql(field: string): Sql {
  return sql`if(${fieldPresentSql(field)}, 'AMOUNT_UNUSABLE', 'AMOUNT_MISSING')`
}
