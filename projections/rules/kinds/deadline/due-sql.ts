import { CALENDAR_YEARS } from '@jianwei/events/working-days/working-days.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { text } from '#/sql.ts'
import { workingDayAfter } from '#/rules/kinds/deadline/due.ts'
import type { DeadlineRule } from '#/rules/rule.ts'

/** 1900-01-01 in days before 1970: keeps divisions positive, which the engine rounds towards zero. */
const DAYS_BEFORE_1970 = 25_567

/**
 * The due second of a duty over a row of `events_v1` with its `second`; NULL where `due.ts` finds a problem: a year without
 * a calendar, or no due time in the fact.
 */
export function dueSql({ parameters: { due }, utc_offset_seconds: offset }: DeadlineRule): string {
  const openedDay = `(intDiv(second + ${offset + DAYS_BEFORE_1970 * 86_400}, 86400) - ${DAYS_BEFORE_1970})`
  switch (due.in) {
    case 'hours':
      return `toNullable(second + ${due.count * 3_600})`
    case 'calendar_days':
      return `toNullable(${lastSecondSql(`${openedDay} + ${due.count}`, offset)})`
    case 'working_days':
      return lastSecondSql(workingDaySql(openedDay, due.count), offset)
    case 'field': {
      const path = due.field.split('.').slice(1).map(text).join(', ')
      const carried = `JSONExtractString(payload, ${path})`
      const day = dayNumberSql(carried)
      const second =
        due.holds === 'date'
          ? lastSecondSql(day, offset)
          : `(${day} * 86400 + ${part(carried, 12, 2)} * 3600 + ${part(carried, 15, 2)} * 60 + ${part(carried, 18, 2)})`
      return `if(JSONType(payload, ${path}) = 'String', ${second}, NULL)`
    }
  }
}

function lastSecondSql(day: string, offset: number): string {
  return `((${day} + 1) * 86400 - ${offset + 1})`
}

/** Distances are written as one character each, the least of them as this one. */
const LEAST_CHARACTER = 48
/** So that the characters end before the backslash. */
const DISTANCES_MAX = 44

/**
 * The n-th working day after a day, NULL where the calendar ends before it: looked up in a text that has one character for each
 * covered day, for how far away it is. A text is read faster than a list of numbers, by the engine's parser and per row.
 */
function workingDaySql(day: string, count: number): string {
  const first = dayNumberOf(`${CALENDAR_YEARS.first}-01-01` as CivilDate)
  const last = dayNumberOf(`${CALENDAR_YEARS.last}-12-31` as CivilDate)
  const distances: number[] = []
  for (let from = first; from <= last; from++) {
    const found = workingDayAfter(from, count)
    if (found === undefined) break
    distances.push(found - from)
  }
  // A count of more working days than the calendar holds is missing for every day.
  if (distances.length === 0) return 'CAST(NULL AS Nullable(Int64))'
  const least = Math.min(...distances)
  if (Math.max(...distances) - least >= DISTANCES_MAX)
    throw new RangeError('holidays differ more than a character can say')
  const characters = distances.map((distance) => String.fromCharCode(LEAST_CHARACTER + distance - least)).join('')
  const covered = `${day} BETWEEN ${first} AND ${first + distances.length - 1}`
  const distance = `ascii(substring(${text(characters)}, ${day} - ${first - 1}, 1)) + ${least - LEAST_CHARACTER}`
  return `if(${covered}, ${day} + ${distance}, NULL)`
}

/** Days since 1970 of a text YYYY-MM-DD…, for the years 0000–9999; years are counted from March, so that the leap day comes last. */
function dayNumberSql(date: string): string {
  const month = part(date, 6, 2)
  // 400 years more, so that no part is negative; they are 146,097 days.
  const year = `(${part(date, 1, 4)} + 400 - (${month} <= 2))`
  const dayOfYear = `(intDiv(153 * modulo(${month} + 9, 12) + 2, 5) + ${part(date, 9, 2)} - 1)`
  const dayOfEra = `(modulo(${year}, 400) * 365 + intDiv(modulo(${year}, 400), 4) - intDiv(modulo(${year}, 400), 100) + ${dayOfYear})`
  return `(intDiv(${year}, 400) * 146097 + ${dayOfEra} - ${719_468 + 146_097})`
}

function part(date: string, from: number, length: number): string {
  return `toInt64OrZero(substring(${date}, ${from}, ${length}))`
}
