import { z } from 'zod'
import { described } from '#/field-text.ts'

/**
 * A point in time, always written as `YYYY-MM-DDTHH:mm:ss.sssZ` (UTC, milliseconds), so that
 * text order is time order. The years 1900–2299 are those the warehouse's DateTime64(3) can hold.
 */
export type Instant = string & z.$brand<'Instant'>

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/
export const EARLIEST = '1900-01-01T00:00:00.000Z' as Instant
export const LATEST = '2299-12-31T23:59:59.999Z' as Instant

/**
 * Reads an RFC 3339 timestamp with an offset; fractions beyond the millisecond are cut.
 * Refuses (undefined) what has no offset, is not a real date, or lies outside 1900–2299.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!RFC_3339.test(text)) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || !isRealDate(text)) return undefined
  const instant = CANONICAL.test(text) ? (text as Instant) : instantFromMs(ms)
  return instant >= EARLIEST && instant <= LATEST ? instant : undefined
}

/** `Date.parse` accepts 30 February and moves it to March; a record that says so is wrong. */
function isRealDate(text: string): boolean {
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8, 10))
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** From milliseconds since 1970-01-01T00:00:00Z. The caller has checked the range. */
export function instantFromMs(ms: number): Instant {
  // toISOString writes exactly the canonical form for the years 0–9999.
  return new Date(ms).toISOString() as Instant
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export function msOfInstant(instant: Instant): number {
  return Date.parse(instant)
}

/**
 * Whole seconds since 1970: the resolution at which rules see time. Facts in one second are at one
 * instant.
 */
export function secondOfInstant(instant: Instant): number {
  return Math.floor(Date.parse(instant) / 1000)
}

const timestamp = z
  .string()
  .transform((text, context): Instant => {
    const instant = parseInstant(text)
    if (instant !== undefined) return instant
    context.addIssue({
      code: 'custom',
      message:
        'expected a timestamp with an offset between the years 1900 and 2299, such as ' +
        '2026-03-01T09:30:00+08:00',
      params: { code: 'TIME_UNREADABLE' },
    })
    return z.NEVER
  })
  .meta({ format: 'date-time' })

export const InstantSchema = described(
  '带时区偏移的时间（RFC 3339），1900 年至 2299 年。',
  'RFC 3339 timestamp with an offset, 1900–2299.',
  timestamp,
)

/** A calendar day `YYYY-MM-DD` without a time zone: what most registers record. */
export type CivilDate = string & z.$brand<'CivilDate'>

export const CivilDateSchema = described(
  '日期，写作 YYYY-MM-DD。',
  'Calendar day, YYYY-MM-DD.',
  z.iso
    .date()
    .transform((text) => text as CivilDate)
    .meta({ format: 'date' }),
)
