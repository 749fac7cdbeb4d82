import { LongNumber } from '#/intake/long-numbers.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'

/**
 * One row: text by column name from CSV, any JSON value by key from NDJSON, with a LongNumber where
 * a double would not do.
 */
export type Row = Readonly<Record<string, unknown>>

/**
 * What every record of a file has beside its columns, for ids of rows that have no number of their
 * own: the line on which it begins, and 32 hexadecimal digits of the SHA-256 of its text.
 */
export const OF_RECORD = ['@line', '@hash'] as const

/**
 * A cell that could not be read and cost its field only, as the mapping wants it; or, with the code
 * REGION_SUCCEEDED, one in whose place the event says something else.
 */
export interface FieldLeftOut {
  readonly column: string
  /** Why the event does not say what the cell says. */
  readonly code: string
}

/** The cell named an abolished region, and the event names its only successor. */
export const REGION_SUCCEEDED = 'REGION_SUCCEEDED'

/** A row while it is being mapped; what is wrong with it gathers in the lists. */
export interface RowInHand {
  readonly row: Row
  readonly reasons: RefusalReason[]
  readonly left_out: FieldLeftOut[]
}

export function rowInHand(row: Row): RowInHand {
  return { row, reasons: [], left_out: [] }
}

/**
 * What a column holds; undefined where it is absent, null or blank. Text comes without blanks at
 * its ends.
 */
export function columnOf(row: Row, column: string): unknown {
  const value = Object.hasOwn(row, column) ? row[column] : insideOf(row, column)
  if (value === null) return undefined
  if (typeof value !== 'string') return value
  const text = value.trim()
  return text === '' ? undefined : text
}

/** As text; undefined where it is absent. Objects have no text. */
export function textOf(row: Row, column: string): string | undefined {
  return asText(columnOf(row, column))
}

export function asText(value: unknown): string | undefined {
  if (value instanceof LongNumber) return value.text
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/**
 * A value of a row as JSON gives it: a long number beyond 2^53 is its text, any other one the
 * double next to it, which is what a measurement is.
 */
export function asJson(value: unknown): unknown {
  if (value instanceof LongNumber) return value.isBeyondIntegers ? value.text : Number(value.text)
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asJson(item)]))
}

/** Notes what is wrong with a row; the value that was wanted is left out. */
export function refuse(hand: RowInHand, code: string, path: string, message: string): undefined {
  hand.reasons.push({ code, path, message })
  return undefined
}

export function refuseEmpty(hand: RowInHand, column: string): undefined {
  return refuse(hand, 'COLUMN_EMPTY', column, 'this column is empty and the mapping needs it')
}

function insideOf(row: Row, path: string): unknown {
  if (!path.includes('.')) return undefined
  let value: unknown = row
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Row)[key]
  }
  return value
}
