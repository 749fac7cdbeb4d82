import { decimal, text, textList } from '#/sql.ts'
import { ENVELOPE_FIELDS } from '#/rules/fields.ts'
import { isSubjectField } from '#/rules/subject-fields.ts'
import { subjectColumn } from '#/rules/subject-comparisons.ts'
import type { Comparison, Filter, Scalar, Selection } from '#/rules/filter.ts'

/**
 * Filters as SQL over a row of `events_v1`, with the meaning of `filter-predicate.ts`.
 *
 * Equality compares raw JSON: `JSONExtractRaw` writes a value anew in one way, so running it over the constant as well gives
 * two texts that are equal exactly when type and value are. (`JSONExtractString` would turn 12 into '12'.)
 */

const ENVELOPE_COLUMNS: Readonly<Record<string, string>> = {
  type: 'event_type',
  region: 'region',
  department: 'department',
  source: 'source',
  subject_id: 'subject_id',
}

const RANGE_SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** A condition that is 1 for the rows that the selection takes and 0 for all others, never NULL. */
export function selectionSql(selection: Selection): string {
  const types = `event_type IN ${textList(selection.events)}`
  return selection.where === undefined ? types : `${types} AND ${filterSql(selection.where)}`
}

export function filterSql(filter: Filter): string {
  if ('all' in filter) return `(${filter.all.map(filterSql).join(' AND ')})`
  if ('any' in filter) return `(${filter.any.map(filterSql).join(' OR ')})`
  if ('not' in filter) return `(NOT ${filterSql(filter.not)})`
  // `versionsSql` and `inForceSql` supply the column, because only they know how the subject was at the time.
  if (isSubjectField(filter.field)) return subjectColumn(filter)
  return ENVELOPE_FIELDS.has(filter.field) ? envelopeComparisonSql(filter) : dataComparisonSql(filter)
}

/** The field's value as one text that is equal for equal values; '' or 'null' where there is none. */
export function fieldTextSql(path: string): string {
  // The envelope fields are exactly those with a column.
  if (ENVELOPE_FIELDS.has(path)) return `toString(${ENVELOPE_COLUMNS[path]!})`
  return `JSONExtractRaw(${payloadPath(path)})`
}

/** Whether the field has a value: the tables keep '' where an envelope field has none. */
export function fieldPresentSql(path: string): string {
  return `${fieldTextSql(path)} NOT IN ('', 'null')`
}

function envelopeComparisonSql(comparison: Comparison): string {
  const column = ENVELOPE_COLUMNS[comparison.field]!
  if ('eq' in comparison) return `(${column} = ${text(String(comparison.eq))})`
  if ('in' in comparison) return `(${column} IN ${textList(comparison.in.map(String))})`
  if ('starts_with' in comparison) return `startsWith(${column}, ${text(comparison.starts_with)})`
  if ('includes' in comparison) return `(position(${column}, ${text(comparison.includes)}) > 0)`
  if ('exists' in comparison) return `(${column} ${comparison.exists ? '!=' : '='} '')`
  throw new TypeError(`no such comparison for ${comparison.field}`)
}

function dataComparisonSql(comparison: Comparison): string {
  const path = payloadPath(comparison.field)
  if ('eq' in comparison) return `(JSONExtractRaw(${path}) = ${rawOf(comparison.eq)})`
  if ('in' in comparison) return `(JSONExtractRaw(${path}) IN (${comparison.in.map(rawOf).join(', ')}))`
  if ('contains' in comparison) return `has(JSONExtractArrayRaw(${path}), ${rawOf(comparison.contains)})`
  if ('exists' in comparison) return `(JSONType(${path}) ${comparison.exists ? '!=' : '='} 'Null')`
  if ('starts_with' in comparison) {
    return `(startsWith(JSONExtractString(${path}), ${text(comparison.starts_with)}) AND JSONType(${path}) = 'String')`
  }
  if ('includes' in comparison) {
    return `(position(JSONExtractString(${path}), ${text(comparison.includes)}) > 0 AND JSONType(${path}) = 'String')`
  }
  // The value first: its type is then read only of the rows that are left, and each function parses the payload anew.
  for (const [operator, sign] of Object.entries(RANGE_SIGNS)) {
    const operand = (comparison as Readonly<Record<string, unknown>>)[operator]
    if (typeof operand === 'number') {
      return `(JSONExtractFloat(${path}) ${sign} ${decimal(operand)} AND JSONType(${path}) IN ('Int64', 'UInt64', 'Double'))`
    }
    if (typeof operand === 'string') {
      return `(JSONExtractString(${path}) ${sign} ${text(operand)} AND JSONType(${path}) = 'String')`
    }
  }
  throw new TypeError(`no such comparison for ${comparison.field}`)
}

/** `payload, 'result', 'code'` for `data.result.code`: what the engine's JSON functions take. */
export function payloadPath(path: string): string {
  const [, ...names] = path.split('.')
  return ['payload', ...names.map(text)].join(', ')
}

/** A constant in the form that `JSONExtractRaw` gives; the engine computes it once. */
function rawOf(value: Scalar): string {
  return `JSONExtractRaw(${text(JSON.stringify([value]))}, 1)`
}
