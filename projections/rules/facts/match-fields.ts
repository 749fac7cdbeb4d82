import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import { fieldPresentSql, fieldTextSql } from '#/rules/facts/filter-sql.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { readField } from '#/rules/language/parse-filter.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { FieldPart } from '#/rules/language/rule-parts.ts'
import { and, joined, sql, type Sql } from '#/sql.ts'

/**
 * Fields that tie facts of one matter together: all must have them, with equal values. A fact
 * without one of them is tied to nothing.
 */

export const MATCH_FIELDS_MAX = 5

export const MatchSchema = z.array(FieldPart).min(1).max(MATCH_FIELDS_MAX).optional()

const MATCHABLE = new Set(['text', 'number', 'date', 'instant'])

/** Every one of the event types must have the fields, and they must hold one value each. */
export function checkMatch(
  match: readonly string[],
  events: readonly string[],
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): void {
  for (const [index, field] of match.entries()) {
    const path = `parameters.match[${index}]`
    const kind = readField(field, path, { fields, events }, problems)
    if (kind !== undefined && !MATCHABLE.has(kind)) {
      problems.push({ path, message: `${field} is ${kind}: it cannot tie facts together` })
    }
  }
}

/**
 * The values that tie a fact to others, as one text that is equal for equal values; undefined where
 * one is missing.
 */
export function tieOf(match: readonly string[], fact: KnownFact): string | undefined {
  const values = match.map((field) => fieldValue(fact, field))
  return values.includes(undefined) ? undefined : JSON.stringify(values)
}

export function tiedSql(match: readonly string[]): Sql {
  return and(match.map(fieldPresentSql))
}

/**
 * Equal for equal values. The raw JSON of a value holds no line break, so none can be mistaken for
 * the border of two.
 */
export function tieSql(match: readonly string[]): Sql {
  if (match.length === 0) return sql`''`
  return sql`concat(${joined(match.map((field) => sql`${fieldTextSql(field)}, '\\n'`))})`
}
