import { and, decimal, identifier, joined, sql, text, textList, type Sql } from '#/sql.ts'
import { ENVELOPE_FIELDS } from '#/rules/language/fields.ts'
import { isSubjectField } from '#/rules/language/subject-fields.ts'
import { subjectColumn } from '#/rules/language/subject-comparisons.ts'
import type { Comparison, Filter, Scalar, Selection } from '#/rules/language/filter.ts'

/**
 * Filters as SQL over a row of `events_v1`, with the meaning of `filter-predicate.ts`.
 *
 * Equality compares raw JSON: `JSONExtractRaw` writes a value anew in one way, so running it over
 * the constant as well gives two texts that are equal exactly when type and value are.
 * (`JSONExtractString` would turn 12 into '12'.)
 */

const ENVELOPE_COLUMNS: Readonly<Record<string, Sql>> = {
  type: sql`event_type`,
  region: sql`region`,
  department: sql`department`,
  source: sql`source`,
  subject_id: sql`subject_id`,
}

const RANGE_SIGNS = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const

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

/**
 * The field's value as one text that is equal for equal values; '' or 'null' where there is none.
 */
export function fieldTextSql(path: string): Sql {
  // The envelope fields are exactly those with a column.
  if (ENVELOPE_FIELDS.has(path)) return sql`toString(${ENVELOPE_COLUMNS[path]!})`
  return sql`JSONExtractRaw(${payloadPath(path)})`
}

/** Whether the field has a value: the tables keep '' where an envelope field has none. */
export function fieldPresentSql(path: string): Sql {
  return sql`${fieldTextSql(path)} NOT IN ('', 'null')`
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

function dataComparisonSql(comparison: Comparison): Sql {
  const path = payloadPath(comparison.field)
  if ('eq' in comparison) return sql`(JSONExtractRaw(${path}) = ${rawOf(comparison.eq)})`
  if ('in' in comparison)
    return sql`(JSONExtractRaw(${path}) IN (${joined(comparison.in.map(rawOf))}))`
  if ('contains' in comparison)
    return sql`has(JSONExtractArrayRaw(${path}), ${rawOf(comparison.contains)})`
  if ('exists' in comparison)
    return sql`(JSONType(${path}) ${comparison.exists ? sql`!=` : sql`=`} 'Null')`
  if ('starts_with' in comparison) {
    return sql`(startsWith(JSONExtractString(${path}), ${comparison.starts_with})
      AND JSONType(${path}) = 'String')`
  }
  if ('includes' in comparison) {
    return sql`(position(JSONExtractString(${path}), ${comparison.includes}) > 0
      AND JSONType(${path}) = 'String')`
  }
  // The value first: its type is then read only of the rows that are left, and each function parses
  // the payload anew.
  for (const [operator, sign] of Object.entries(RANGE_SIGNS)) {
    const operand = (comparison as Readonly<Record<string, unknown>>)[operator]
    if (typeof operand === 'number') {
      return sql`(JSONExtractFloat(${path}) ${sign} ${decimal(operand)}
        AND JSONType(${path}) IN ('Int64', 'UInt64', 'Double'))`
    }
    if (typeof operand === 'string') {
      return sql`(JSONExtractString(${path}) ${sign} ${operand} AND JSONType(${path}) = 'String')`
    }
  }
  throw new TypeError(`no such comparison for ${comparison.field}`)
}

/** `payload, 'result', 'code'` for `data.result.code`: what the engine's JSON functions take. */
export function payloadPath(path: string): Sql {
  const [, ...names] = path.split('.')
  return joined([sql`payload`, ...names.map(text)])
}

/** A constant in the form that `JSONExtractRaw` gives; the engine computes it once. */
function rawOf(value: Scalar): Sql {
  return sql`JSONExtractRaw(${JSON.stringify([value])}, 1)`
}
