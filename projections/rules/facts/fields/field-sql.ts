import { decimal, joined, sql, text, type Sql } from '#/sql.ts'
import { givenColumn, kindOfField, valueColumn } from '#/rules/facts/fields/field-column.ts'
import type { Comparison, Scalar } from '#/rules/language/filter.ts'
import type { FieldKind } from '#/rules/language/fields.ts'

/** What rules ask of the data of a row of `events_by_type_v3`, over the columns of its fields. */

/** Kinds whose values are texts. */
const TEXT_KINDS: ReadonlySet<FieldKind> = new Set(['text', 'date', 'instant'])

const RANGE_SIGNS = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const

const NEVER = sql`0`

/** 1 for the rows for which the comparison holds and 0 for all others, never NULL. */
export function dataComparisonSql(comparison: Comparison): Sql {
  const { field } = comparison
  const kind = kindOfField(field)
  if ('exists' in comparison)
    return comparison.exists ? dataPresentSql(field) : sql`(NOT ${dataPresentSql(field)})`
  if ('contains' in comparison) return containsSql(field, kind, comparison.contains)
  if ('eq' in comparison) return oneOfSql(field, kind, [comparison.eq])
  if ('in' in comparison) return oneOfSql(field, kind, comparison.in)
  if ('starts_with' in comparison) {
    const { starts_with } = comparison
    return ofText(field, kind, (value) => sql`startsWith(${value}, ${starts_with})`)
  }
  if ('includes' in comparison) {
    const { includes } = comparison
    return ofText(field, kind, (value) => sql`position(${value}, ${includes}) > 0`)
  }
  for (const [operator, sign] of Object.entries(RANGE_SIGNS)) {
    const operand = (comparison as Readonly<Record<string, unknown>>)[operator]
    if (typeof operand === 'number') {
      if (kind !== 'number') return NEVER
      return sql`ifNull(${valueColumn(field)} ${sign} ${decimal(operand)}, 0)`
    }
    if (typeof operand === 'string')
      return ofText(field, kind, (value) => sql`${value} ${sign} ${operand}`)
  }
  throw new TypeError(`no such comparison for ${field}`)
}

/** Whether the field has a value. */
export function dataPresentSql(path: string): Sql {
  const kind = kindOfField(path)
  return kind === 'texts' || kind === 'numbers' || kind === 'other'
    ? sql`(${givenColumn(path)} = 1)`
    : sql`isNotNull(${valueColumn(path)})`
}

/**
 * The field's value as one text that is equal for equal values; '' where there is none. Throws
 * TypeError for lists and objects.
 */
export function dataTextSql(path: string): Sql {
  const kind = kindOfField(path)
  if (TEXT_KINDS.has(kind)) return sql`ifNull(${valueColumn(path)}, '')`
  if (kind === 'number' || kind === 'boolean')
    return sql`ifNull(toString(${valueColumn(path)}), '')`
  throw new TypeError(`${path} is ${kind}: it has no value of its own`)
}

/** Whether the field has a value that is a text. */
export function hasTextSql(path: string): Sql {
  return TEXT_KINDS.has(kindOfField(path)) ? dataPresentSql(path) : NEVER
}

/** The value of a field that holds numbers, of a row that has one; of other fields 0. */
export function dataNumberSql(path: string): Sql {
  return kindOfField(path) === 'number' ? sql`ifNull(${valueColumn(path)}, 0)` : NEVER
}

/** Whether the field has a value that is a number. */
export function hasNumberSql(path: string): Sql {
  return kindOfField(path) === 'number' ? dataPresentSql(path) : NEVER
}

function oneOfSql(field: string, kind: FieldKind, values: readonly Scalar[]): Sql {
  const same = values.flatMap((value) => literalOf(kind, value) ?? [])
  if (same.length === 0) return NEVER
  const [only, ...others] = same
  const value = valueColumn(field)
  return others.length === 0
    ? sql`ifNull(${value} = ${only!}, 0)`
    : sql`ifNull(${value} IN (${joined(same)}), 0)`
}

/** Undefined where no value of the kind is equal to it. */
function literalOf(kind: FieldKind, value: Scalar): Sql | undefined {
  if (typeof value === 'string') return TEXT_KINDS.has(kind) ? text(value) : undefined
  if (typeof value === 'number') return kind === 'number' ? decimal(value) : undefined
  if (kind !== 'boolean') return undefined
  return value ? sql`true` : sql`false`
}

function containsSql(field: string, kind: FieldKind, value: Scalar): Sql {
  if (kind === 'texts' && typeof value === 'string')
    return sql`has(${valueColumn(field)}, ${value})`
  if (kind === 'numbers' && typeof value === 'number')
    return sql`has(${valueColumn(field)}, ${decimal(value)})`
  return NEVER
}

function ofText(field: string, kind: FieldKind, holds: (value: Sql) => Sql): Sql {
  return TEXT_KINDS.has(kind) ? sql`ifNull(${holds(valueColumn(field))}, 0)` : NEVER
}
