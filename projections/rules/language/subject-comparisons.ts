import { derivedId } from '@jianwei/events/identity.ts'
import { canonicalJson } from '#/rules/language/canonical-json.ts'
import type { Comparison, Filter, Selection } from '#/rules/language/filter.ts'
import { isSubjectField, subjectPathOf } from '#/rules/language/subject-fields.ts'
import { statedAttributes } from '#/subject-facts/attributes.ts'

/** The comparisons of a rule's filters that speak of the subject as it was. */

/** Whether each of them holds is one bit of a number that the statements carry. */
export const SUBJECT_COMPARISONS_MAX = 60

/**
 * The column that says for a version of a fact whether the comparison holds. Equal comparisons have
 * one column.
 */
export function subjectColumn(comparison: Comparison): string {
  const id = derivedId('subject-comparison', canonicalJson(comparison))
  return `subject_is_${id.replaceAll('-', '')}`
}

/** Each of them once. */
export function subjectComparisons(
  filters: readonly (Filter | undefined)[],
): readonly Comparison[] {
  const found = filters.flatMap((filter) => (filter === undefined ? [] : comparisonsIn(filter)))
  return [...new Map(found.map((comparison) => [subjectColumn(comparison), comparison])).values()]
}

export function subjectComparisonsOf(selections: readonly Selection[]): readonly Comparison[] {
  return subjectComparisons(selections.map(({ where }) => where))
}

/** The event types whose facts say something that one of the comparisons is about. */
export function typesStatingOf(comparisons: readonly Comparison[]): readonly string[] {
  const asked = new Set(comparisons.map(({ field }) => subjectPathOf(field).attribute))
  return [...statedAttributes].flatMap(([type, attributes]) =>
    attributes.some(({ attribute }) => asked.has(attribute)) ? [type] : [],
  )
}

function comparisonsIn(filter: Filter): Comparison[] {
  if ('all' in filter) return filter.all.flatMap(comparisonsIn)
  if ('any' in filter) return filter.any.flatMap(comparisonsIn)
  if ('not' in filter) return comparisonsIn(filter.not)
  return isSubjectField(filter.field) ? [filter] : []
}
