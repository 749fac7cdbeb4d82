import { secondOfInstant, type CivilDate, type Instant } from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { lastSecondOfDay } from '@jianwei/events/working-days/civil-seconds.ts'
import { dataTextSql, hasTextSql } from '#/rules/facts/fields/field-sql.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * A time that a fact carries in its data: an instant, or a day, which means its last second in the
 * rule's time zone.
 */
export interface CarriedTime {
  readonly field: string
  readonly holds: 'date' | 'instant'
}

/** Undefined where the fact does not carry it; `value` is the field's. */
export function carriedSecond(
  { holds }: CarriedTime,
  value: unknown,
  offset: number,
): number | undefined {
  if (typeof value !== 'string') return undefined
  // The catalogue's schema made the field a date or an instant, as the rule was checked to say.
  if (holds === 'instant') return secondOfInstant(value as Instant)
  return lastSecondOfDay(dayNumberOf(value as CivilDate), offset)
}

/** The same over a row of `events_by_type_v3`; NULL where the fact does not carry it. */
export function carriedSecondSql({ field, holds }: CarriedTime, offset: number): Sql {
  const carried = dataTextSql(field)
  const second =
    holds === 'date' ? lastSecondSql(dayNumberSql(carried), offset) : secondOfTextSql(carried)
  return sql`if(${hasTextSql(field)}, ${second}, NULL)`
}

/** The second of a text `YYYY-MM-DDTHH:mm:ss…`. The engine's own parsers know fewer years. */
export function secondOfTextSql(instant: Sql): Sql {
  const [hours, minutes, seconds] = [
    part(instant, 12, 2),
    part(instant, 15, 2),
    part(instant, 18, 2),
  ]
  return sql`(${dayNumberSql(instant)} * 86400 + ${hours} * 3600 + ${minutes} * 60 + ${seconds})`
}

/** The last second of a day, by its number. */
export function lastSecondSql(day: Sql, offset: number): Sql {
  return sql`((${day} + 1) * 86400 - ${offset + 1})`
}

/**
 * Days since 1970 of a text YYYY-MM-DD…, for the years 0000–9999; years are counted from March, so
 * that the leap day comes last.
 */
function dayNumberSql(date: Sql): Sql {
  const month = part(date, 6, 2)
  // 400 years more, so that no part is negative; they are 146,097 days.
  const year = sql`(${part(date, 1, 4)} + 400 - (${month} <= 2))`
  const dayOfYear = sql`(intDiv(153 * modulo(${month} + 9, 12) + 2, 5) + ${part(date, 9, 2)} - 1)`
  const dayOfEra = sql`(modulo(${year}, 400) * 365 + intDiv(modulo(${year}, 400),
    4) - intDiv(modulo(${year}, 400), 100) + ${dayOfYear})`
  return sql`(intDiv(${year}, 400) * 146097 + ${dayOfEra} - ${719_468 + 146_097})`
}

function part(date: Sql, from: number, length: number): Sql {
  return sql`toInt64OrZero(substring(${date}, ${from}, ${length}))`
}
