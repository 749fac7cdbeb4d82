import { and, identifier, joined, sql, textList, type Sql } from '#/sql.ts'
import { dataComparisonSql, dataPresentSql, dataTextSql } from '#/rules/facts/fields/field-sql.ts'
import { ENVELOPE_FIELDS } from '#/rules/language/fields.ts'
import { isSubjectField } from '#/rules/language/subject-fields.ts'
import { subjectColumn } from '#/rules/language/subject-comparisons.ts'
import type { Comparison, Filter, Selection } from '#/rules/language/filter.ts'

/**
 * Filters as SQL over a row of `events_by_type_v3`, with the meaning of `filter-predicate.ts`.
 */

const ENVELOPE_COLUMNS: Readonly<Record<string, Sql>> = {
  type: sql`event_type`,
  region: sql`region`,
  department: sql`department`,
  source: sql`source`,
  subject_id: sql`subject_id`,
}

/** A condition that is 1 for the rows that the selection takes and 0 for all others, never NULL. */
export function selectionSql(selection: Selection): Sql {
  const types = sql`event_type IN ${textList(selection.events)}`
  return selection.where === undefined ? types : sql`${types} AND ${filterSql(selection.where)}`
}

export function filterSql(filter: Filter): Sql {
  if ('all' in filter) return sql`(${and(filter.all.map(filterSql))})`
  if ('any' in filter) return sql`(${joined(filter.any.map(filterSql), ' OR ')})`
  if ('not' in filter) return sql`(NOT ${filterSql(filter.not)})`
  // `versionsSql` and `factsInForceSql` supply the column, because only they know how the subject
  // was at the time.
  if (isSubjectField(filter.field)) return identifier(subjectColumn(filter))
  return ENVELOPE_FIELDS.has(filter.field)
    ? envelopeComparisonSql(filter)
    : dataComparisonSql(filter)
}

/** The field's value as one text that is equal for equal values; '' where there is none. */
export function fieldTextSql(path: string): Sql {
  return ENVELOPE_FIELDS.has(path) ? envelopeTextSql(path) : dataTextSql(path)
}

/** Whether the field has a value: the tables keep '' where an envelope field has none. */
export function fieldPresentSql(path: string): Sql {
  return ENVELOPE_FIELDS.has(path) ? sql`${envelopeTextSql(path)} != ''` : dataPresentSql(path)
}

function envelopeTextSql(path: string): Sql {
  // The envelope fields are exactly those with a column.
  return sql`toString(${ENVELOPE_COLUMNS[path]!})`
}

function envelopeComparisonSql(comparison: Comparison): Sql {
  const column = ENVELOPE_COLUMNS[comparison.field]!
  if ('eq' in comparison) return sql`(${column} = ${String(comparison.eq)})`
  if ('in' in comparison) return sql`(${column} IN ${textList(comparison.in.map(String))})`
  if ('starts_with' in comparison) return sql`startsWith(${column}, ${comparison.starts_with})`
  if ('includes' in comparison) return sql`(position(${column}, ${comparison.includes}) > 0)`
  if ('exists' in comparison) return sql`(${column} ${comparison.exists ? sql`!=` : sql`=`} '')`
  throw new TypeError(`no such comparison for ${comparison.field}`)
}
