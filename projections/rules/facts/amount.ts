import { fieldValue, type FilteredFact } from '#/rules/facts/filter-predicate.ts'
import { dataNumberSql, hasNumberSql } from '#/rules/facts/fields/field-sql.ts'
import { fieldPresentSql } from '#/rules/facts/filter-sql.ts'
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
  return amountOfValue(fieldValue(fact, field))
}

/** The same of the field's value. */
export function amountOfValue(value: unknown): number | AmountProblem {
  if (value === undefined) return 'AMOUNT_MISSING'
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= AMOUNT_MAX
    ? value
    : 'AMOUNT_UNUSABLE'
}

/** Whether a row of `events_by_type_v3` has an amount that can be added up. */
export function amountUsableSql(field: string): Sql {
  const amount = dataNumberSql(field)
  return sql`(${hasNumberSql(field)} AND floor(${amount}) = ${amount}
    AND abs(${amount}) <= ${AMOUNT_MAX})`
}

/** The amount of a row of which it is usable. */
export function amountSql(field: string): Sql {
  return sql`toInt64(${dataNumberSql(field)})`
}

/** The code of a row of which the amount is not usable. */
export function amountProblemSql(field: string): Sql {
  return sql`if(${fieldPresentSql(field)}, 'AMOUNT_UNUSABLE', 'AMOUNT_MISSING')`
}
