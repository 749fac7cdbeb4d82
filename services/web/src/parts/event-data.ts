import type { TFunction } from 'i18next'
import { minuteOf } from '#/parts/times.ts'
import { plainText } from '#/parts/plain-text.ts'

/** A field of an event as people read it. */
export interface DataRow {
  /** As `masked` names it: `data.complainant_name`. */
  readonly path: string
  readonly name: string
  readonly value: string
}

type Words = TFunction<'fields'>
type Data = Readonly<Record<string, unknown>>

const CENTS = '_cents'
const HUNDRED = 100
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/**
 * What an event says, a row a field, those of nested objects after their own. An amount is one row,
 * with what the source wrote.
 */
export function dataRows(data: Data, t: Words): readonly DataRow[] {
  return rowsOf(data, 'data', '', t)
}

/** The first rows in one line, for a list. */
export function dataInBrief(data: Data, t: Words, rows: number): string {
  return dataRows(data, t)
    .slice(0, rows)
    .map(({ name, value }) => `${name} ${value}`)
    .join(' · ')
}

function rowsOf(data: Data, path: string, above: string, t: Words): readonly DataRow[] {
  return Object.entries(data).flatMap(([field, value]): readonly DataRow[] => {
    if (value === null || value === undefined || isPartOfAmount(field, data)) return []
    const name = above === '' ? fieldName(field, t) : `${above} ${fieldName(field, t)}`
    const own = `${path}.${field}`
    if (isObject(value)) return rowsOf(value, own, name, t)
    if (Array.isArray(value) && value.some(isObject))
      return value.flatMap((one: unknown, index) =>
        isObject(one) ? rowsOf(one, `${own}[${index}]`, `${name} ${index + 1}`, t) : [],
      )
    return [{ path: own, name, value: valueOf(field, value, data, t) }]
  })
}

/** A field as people call it; its code where nobody gave it a name. */
function fieldName(field: string, t: Words): string {
  // Fields come from the server; those without a name are given back as they are.
  return t(`name.${field}` as 'name.name', { defaultValue: field })
}

function valueOf(field: string, value: unknown, data: Data, t: Words): string {
  if (field.endsWith(CENTS) && typeof value === 'number') return amountOf(field, value, data, t)
  if (field === 'penalty_types' && Array.isArray(value))
    return value.map((code) => penaltyType(String(code), t)).join('、')
  if (Array.isArray(value)) return value.map(String).join('、')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  return typeof value === 'string' && INSTANT.test(value) ? minuteOf(value) : String(value)
}

function penaltyType(code: string, t: Words): string {
  // As with the names of fields.
  return t(`penalty_type.${code}` as 'penalty_type.01', { defaultValue: code })
}

function amountOf(field: string, cents: number, data: Data, t: Words): string {
  const currency = plainText(data['currency']) ?? plainText(data['capital_currency']) ?? ''
  const amount = (cents / HUNDRED).toLocaleString('en', { minimumFractionDigits: 2 })
  const text = data[field.replace(CENTS, '_text')]
  const wrote = typeof text === 'string' ? t('wrote', { text }) : ''
  return `${amount} ${currency}`.trim() + wrote
}

/** Shown with the amount. */
function isPartOfAmount(field: string, data: Data): boolean {
  const [, kind] = /^(.+)_(?:unit|text)$/.exec(field) ?? []
  if (kind !== undefined) return `${kind}${CENTS}` in data
  return (
    ['currency', 'capital_currency'].includes(field) &&
    Object.keys(data).some((one) => one.endsWith(CENTS))
  )
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
