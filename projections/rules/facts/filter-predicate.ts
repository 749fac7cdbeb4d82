import { fieldReader, type FieldsOfFact } from '#/rules/facts/field-value.ts'
import { isSubjectField } from '#/rules/language/subject-fields.ts'
import type { Comparison, Filter, Scalar, Selection } from '#/rules/language/filter.ts'

/** What filters look at: a version's content, and whom and where it is from. */
export interface FilteredFact extends FieldsOfFact {
  /** What the subject was at the time; without it, nothing is known of the subject. */
  readonly subject_value?: (field: string) => unknown
}

/** The slow and obvious meaning of a selection; `filter-sql.ts` must agree. */
export function selects(selection: Selection, fact: FilteredFact): boolean {
  if (!selection.events.includes(fact.content.type)) return false
  return selection.where === undefined || holds(selection.where, fact)
}

export function holds(filter: Filter, fact: FilteredFact): boolean {
  return holdsWhere(filter, (field) => fieldValue(fact, field))
}

/** Whether the filter holds where the fields have these values. */
export function holdsWhere(filter: Filter, valueOf: (field: string) => unknown): boolean {
  if ('all' in filter) return filter.all.every((part) => holdsWhere(part, valueOf))
  if ('any' in filter) return filter.any.some((part) => holdsWhere(part, valueOf))
  if ('not' in filter) return !holdsWhere(filter.not, valueOf)
  return compares(filter, valueOf(filter.field))
}

/**
 * The value at a field's path; undefined where the field is missing, null, or an envelope field
 * without content.
 */
export function fieldValue(fact: FilteredFact, path: string): unknown {
  return isSubjectField(path) ? fact.subject_value?.(path) : fieldReader(path)(fact)
}

/** Whether a comparison holds for a field's value; undefined is a field that is missing. */
export function compares(comparison: Comparison, value: unknown): boolean {
  if ('eq' in comparison) return value === comparison.eq
  if ('in' in comparison) return comparison.in.includes(value as Scalar)
  if ('gt' in comparison) return inOrder(comparison.gt, value, (order) => order > 0)
  if ('gte' in comparison) return inOrder(comparison.gte, value, (order) => order >= 0)
  if ('lt' in comparison) return inOrder(comparison.lt, value, (order) => order < 0)
  if ('lte' in comparison) return inOrder(comparison.lte, value, (order) => order <= 0)
  if ('starts_with' in comparison)
    return typeof value === 'string' && value.startsWith(comparison.starts_with)
  if ('includes' in comparison)
    return typeof value === 'string' && value.includes(comparison.includes)
  if ('contains' in comparison) return Array.isArray(value) && value.includes(comparison.contains)
  return (value !== undefined) === comparison.exists
}

/**
 * Dates and instants have one form each, of ASCII, in which the order of the text is the order of
 * time.
 */
function inOrder(
  operand: number | string,
  value: unknown,
  accepts: (order: number) => boolean,
): boolean {
  if (typeof operand === 'number') return typeof value === 'number' && accepts(value - operand)
  return typeof value === 'string' && accepts(value < operand ? -1 : value > operand ? 1 : 0)
}
