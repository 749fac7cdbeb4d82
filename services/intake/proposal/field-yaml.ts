import type { EventField } from '@jianwei/events/event-fields.ts'
import { definitionOf } from '@jianwei/events/catalogue.ts'
import { z } from 'zod'
import type { AssignedField, Assignment } from '#/intake/proposal/assign-columns.ts'
import type { ColumnLook } from '#/intake/proposal/column-look.ts'
import { YES_NO } from '#/intake/proposal/usual-names.ts'
import { filledFrom, listed, quoted } from '#/intake/proposal/yaml-words.ts'

/** Of a code table that yes and no are read by. */
export const YES_NO_TABLE = 'yes_no'

/** The lines of the event's data for a field, without their indentation; none where it is left. */
export function fieldLines(
  { field, column }: AssignedField,
  assignment: Assignment,
  currency: string,
): readonly string[] {
  const { path, required, kind } = field
  const name = quoted(column.name)
  const optional = required ? '' : ', optional: true'
  const spared = required ? '' : ', optional: true, unreadable: leave_out'
  if (path.endsWith('_cents')) return amountLines(field, column, assignment, currency)
  switch (kind) {
    case 'object':
      return [
        `${path}: { object: { text: ${filledFrom(column.name)} }, ` +
          `when: { column: ${name}, present: true } }`,
      ]
    case 'boolean':
      return column.samples.every((text) => text in YES_NO)
        ? [`${path}: { column: ${name}, table: ${YES_NO_TABLE}${spared} }`]
        : []
    case 'integer':
    case 'number':
      return column.is_number ? [`${path}: { column: ${name}, as: ${kind}${spared} }`] : []
    default: {
      const date = dateKind(assignment, path)
      if (date === undefined) return [`${path}: { column: ${name}${optional} }`]
      if (column.date_formats.length === 0 && column.endless.length === 0) return []
      const endless =
        column.endless.length === 0 || !field.nullable
          ? ''
          : `, without_end: ${listed(column.endless)}`
      return [`${path}: { column: ${name}, as: ${date}${formatOf(column)}${endless}${spared} }`]
    }
  }
}

/** `, format: …` where it is not the usual one. */
export function formatOf({ date_formats }: ColumnLook): string {
  const [first, ...more] = date_formats
  if (first === undefined || (first === 'YYYY-MM-DD' && more.length === 0)) return ''
  return `, format: ${more.length === 0 ? quoted(first) : listed(date_formats)}`
}

/** An amount goes with its currency, its unit and the text that it was read from. */
function amountLines(
  { path }: EventField,
  column: ColumnLook,
  { type, schema_version }: Assignment,
  currency: string,
): readonly string[] {
  if (!column.is_amount) return []
  const shape = shapeOf(type, schema_version)
  const base = path.slice(0, -'_cents'.length)
  const name = quoted(column.name)
  const inTenThousands = column.name.includes('万') || column.name.includes('萬')
  const unit =
    inTenThousands && column.is_number
      ? 'unit: ten_thousand_yuan'
      : `unit: written, currency: ${currency}`
  const writtenIn = inTenThousands ? 'ten_thousand_yuan' : 'yuan'
  const has = (field: string): boolean => field in shape
  return [
    `${path}: { column: ${name}, as: cents, ${unit}, optional: true, unreadable: leave_out }`,
    ...(has(`${base}_unit`) ? [`${base}_unit: { constant: ${writtenIn}, with: ${path} }`] : []),
    ...(has(`${base}_text`)
      ? [`${base}_text: { column: ${name}, with: ${path}, optional: true }`]
      : []),
    ...(has('currency') ? [`currency: { constant: ${currency}, with: ${path} }`] : []),
  ]
}

/** How a field that is a text takes a date; undefined where it takes any text. */
function dateKind({ type, schema_version }: Assignment, path: string): string | undefined {
  const schema = shapeOf(type, schema_version)[path]
  if (schema === undefined || z.safeParse(schema, 'a text').success) return undefined
  if (z.safeParse(schema, '2024-03-07').success) return 'civil_date'
  return z.safeParse(schema, '2024-03-07T00:00:00.000Z').success ? 'instant' : undefined
}

function shapeOf(type: string, version: number): Readonly<Record<string, z.core.$ZodType>> {
  const data = definitionOf(type, version)?.data
  return data instanceof z.ZodObject ? data.shape : {}
}
