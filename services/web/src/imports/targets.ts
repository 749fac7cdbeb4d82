import type { FieldRead } from '#/imports/import-queries.ts'
import type { ColumnTarget, Reading } from '#/imports/mapping-edit.ts'

/** What an event says beside its data, in the order in which people think of it. */
export const ENVELOPE = [
  'id',
  'subject',
  'occurred_at',
  'reported_at',
  'region',
  'department',
  'correlation_id',
] as const
export type EnvelopeField = (typeof ENVELOPE)[number]

/** Without these a row gives no event. */
export const REQUIRED_ENVELOPE: readonly EnvelopeField[] = ['id', 'subject', 'occurred_at']

/** The fields into which a single column can be read; the others are written in the text. */
export function plainFields(fields: readonly FieldRead[]): readonly FieldRead[] {
  return fields.filter(({ path, kind }) => !/[.[]/.test(path) && kind !== 'object')
}

/** How a column is read into a field, by its name and kind. */
export function targetOf(key: string, fields: readonly FieldRead[]): ColumnTarget {
  const name = key.replace(/^data\./, '')
  if (name === key)
    return {
      path: [name],
      reading: name.endsWith('_at') ? 'instant' : 'text',
      optional: !REQUIRED_ENVELOPE.some((one) => one === name),
    }
  const field = fields.find(({ path }) => path === name)
  const has = (other: string): boolean => fields.some(({ path }) => path === other)
  const reading = readingOf(name, field)
  const stem = name.replace(/_cents$/, '')
  return {
    path: ['data', name],
    reading,
    optional: field?.required !== true,
    ...(reading === 'cents'
      ? {
          amount: {
            unit: has(`${stem}_unit`),
            text: has(`${stem}_text`),
            currency: has('currency'),
          },
        }
      : {}),
  }
}

function readingOf(name: string, field: FieldRead | undefined): Reading {
  if (name.endsWith('_cents')) return 'cents'
  if (/_(on|date|from|until)$/.test(name)) return 'civil_date'
  if (name.endsWith('_at')) return 'instant'
  if (field?.kind === 'integer') return 'integer'
  if (field?.kind === 'number') return 'number'
  return field?.kind === 'array' ? 'list' : 'text'
}
