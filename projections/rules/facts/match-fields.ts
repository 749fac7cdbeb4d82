import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import { fieldPresentSql, fieldTextSql } from '#/rules/facts/filter-sql.ts'
import type { FactAlone, SaidOfFact } from '#/rules/facts/known-fact.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { readField } from '#/rules/language/parse-filter.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'
import { isSubjectField } from '#/rules/language/subject-fields.ts'
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
export function tieOf(match: readonly string[], fact: FactAlone): string | undefined {
  return tieOfValues(match.map((field) => fieldValue(fact, field)))
}

/** Equal where `tieOf` is, for facts of one rule. */
export type Tie = string | number | boolean

/** What ties the fact at a place; one value stands for itself. */
export function tieAt(
  match: readonly string[],
  series: Pick<FactSeries, 'valueAt'>,
  place: number,
): Tie | undefined {
  const [first, ...further] = match
  if (first === undefined) return NO_FIELDS
  if (further.length > 0) return tieOfValues(match.map((field) => series.valueAt(place, field)))
  const value = series.valueAt(place, first)
  return isScalar(value) || value === undefined ? value : JSON.stringify(value)
}

/**
 * Whether a fact of the series may be tied to one of others, which are not in it as they are given:
 * a number is taken to be equal to its text. Null where that cannot be said, and any fact may be.
 */
export function tiedToAny(
  match: readonly string[],
  series: Pick<FactSeries, 'valueAt'>,
  others: readonly SaidOfFact[],
): ((place: number) => boolean) | null {
  if (match.some(isSubjectField)) return null
  const ties = new Set(
    others.flatMap((other) => textOfTie(match, (field) => fieldValue(other, field)) ?? []),
  )
  return (place) => {
    const tie = textOfTie(match, (field) => series.valueAt(place, field))
    return tie !== undefined && ties.has(tie)
  }
}

function textOfTie(
  match: readonly string[],
  valueOf: (field: string) => unknown,
): string | undefined {
  const values = match.map(valueOf)
  return values.includes(undefined) ? undefined : JSON.stringify(values.map(String))
}

function isScalar(value: unknown): value is Tie {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** The seconds of facts at places in order, by what ties them. */
export function secondsByTie(
  match: readonly string[],
  series: Pick<FactSeries, 'valueAt' | 'secondAt'>,
  places: Int32Array,
): ReadonlyMap<Tie, readonly number[]> {
  if (places.length === 0) return NO_SECONDS
  const seconds = new Map<Tie, number[]>()
  for (const place of places) {
    const tie = tieAt(match, series, place)
    if (tie === undefined) continue
    const ofTie = seconds.get(tie)
    if (ofTie === undefined) seconds.set(tie, [series.secondAt(place)])
    else ofTie.push(series.secondAt(place))
  }
  return seconds
}

const NO_SECONDS: ReadonlyMap<Tie, readonly number[]> = new Map()
const NO_FIELDS = '[]'

function tieOfValues(values: readonly unknown[]): string | undefined {
  return values.includes(undefined) ? undefined : JSON.stringify(values)
}

export function tiedSql(match: readonly string[]): Sql {
  return and(match.map(fieldPresentSql))
}

/**
 * Equal for equal values. Of several each stands behind its length, so that none can be mistaken
 * for the border of two.
 */
export function tieSql(match: readonly string[]): Sql {
  const values = match.map(fieldTextSql)
  const [only, ...others] = values
  if (only === undefined) return sql`''`
  if (others.length === 0) return only
  const counted = values.map((value) => sql`toString(length(${value})), ':', ${value}`)
  return sql`concat(${joined(counted)})`
}
