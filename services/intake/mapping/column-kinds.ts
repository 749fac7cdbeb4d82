import { isBeyondIntegers } from '#/intake/long-numbers.ts'
import { centsOf } from '#/intake/mapping/decimal.ts'
import { itemsOf } from '#/intake/mapping/items.ts'
import type { ColumnValue } from '#/intake/mapping/language.ts'
import { asJson, asText, refuse } from '#/intake/mapping/row.ts'
import { regionReader } from '#/intake/mapping/region-column.ts'
import { dateReader, instantColumnReader } from '#/intake/mapping/time-column.ts'
import type { PresentReader, ValueSurroundings } from '#/intake/mapping/value-reader.ts'
import { writtenCents } from '#/intake/mapping/written-amount.ts'

const INTEGER = /^-?\d+$/
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** How a column is read `as` something. */
export function kindReader(spec: ColumnValue, around: ValueSurroundings): PresentReader {
  switch (spec.as) {
    case 'json':
      return (value) => asJson(value)
    case 'text':
      return (value, hand) =>
        asText(value) ?? refuse(hand, 'COLUMN_NOT_TEXT', spec.column, 'expected text')
    case 'integer':
      return numberReader(spec, INTEGER, 'INTEGER_UNREADABLE', 'expected a whole number')
    case 'number':
      return numberReader(spec, DECIMAL, 'NUMBER_UNREADABLE', 'expected a decimal number')
    case 'cents':
      return centsReader(spec)
    case 'list':
      return (value) => itemsOf(value, spec.separator).map(asJson)
    case 'civil_date':
      return dateReader(spec)
    case 'instant':
      return instantColumnReader(spec, around.instantOf)
    case 'region':
      return regionReader(spec, around)
  }
}

function numberReader(
  spec: ColumnValue,
  form: RegExp,
  code: string,
  message: string,
): PresentReader {
  return (value, hand) => {
    const text = asText(value) ?? ''
    if (!form.test(text)) return refuse(hand, code, spec.column, message)
    const number = Number(text)
    if (!isBeyondIntegers(number)) return number
    return refuse(
      hand,
      'NUMBER_TOO_LARGE',
      spec.column,
      'numbers beyond 2^53 are not exact; read such a value as text',
    )
  }
}

function centsReader({ column, unit = 'cent', currency = '' }: ColumnValue): PresentReader {
  return (value, hand) => {
    const text = asText(value) ?? ''
    const parsed = unit === 'written' ? writtenCents(text, currency) : centsOf(text, unit)
    return parsed.ok ? parsed.cents : refuse(hand, parsed.code, column, parsed.message)
  }
}
