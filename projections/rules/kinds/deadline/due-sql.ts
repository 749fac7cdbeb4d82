import { CALENDAR_YEARS } from '@jianwei/events/working-days/working-days.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import { dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { sql, type Sql } from '#/sql.ts'
import { carriedSecondSql, lastSecondSql } from '#/rules/facts/carried-time.ts'
import { workingDayAfter } from '#/rules/kinds/deadline/due.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'

/**
 * 1900-01-01 in days before 1970: keeps divisions positive, which the engine rounds towards zero.
 */
const DAYS_BEFORE_1970 = 25_567

/**
 * The due second of a duty over a row of `events_v1` with its `second`; NULL where `due.ts` finds a
 * problem: a year without a calendar, or no due time in the fact.
 */
export function dutyDueSql({ parameters: { due }, utc_offset_seconds: offset }: DeadlineRule): Sql {
  const openedDay = sql`(intDiv(second + ${offset + DAYS_BEFORE_1970 * 86_400},
    86400) - ${DAYS_BEFORE_1970})`
  switch (due.in) {
    case 'hours':
      return sql`toNullable(second + ${due.count * 3_600})`
    case 'calendar_days':
      return sql`toNullable(${lastSecondSql(sql`${openedDay} + ${due.count}`, offset)})`
    case 'working_days':
      return lastSecondSql(workingDaySql(openedDay, due.count), offset)
    case 'field':
      return carriedSecondSql(due, offset)
  }
}

/** Distances are written as one character each, the least of them as this one. */
const LEAST_CHARACTER = 48
/** So that the characters end before the backslash. */
const DISTANCES_MAX = 44

/**
 * The n-th working day after a day, NULL where the calendar ends before it: looked up in a text
 * that has one character for each covered day, for how far away it is. A text is read faster than a
 * list of numbers, by the engine's parser and per row.
 */
function workingDaySql(day: Sql, count: number): Sql {
  const first = dayNumberOf(`${CALENDAR_YEARS.first}-01-01` as CivilDate)
  const last = dayNumberOf(`${CALENDAR_YEARS.last}-12-31` as CivilDate)
  const distances: number[] = []
  for (let from = first; from <= last; from++) {
    const found = workingDayAfter(from, count)
    if (found === undefined) break
    distances.push(found - from)
  }
  // A count of more working days than the calendar holds is missing for every day.
  if (distances.length === 0) return sql`CAST(NULL AS Nullable(Int64))`
  const least = Math.min(...distances)
  if (Math.max(...distances) - least >= DISTANCES_MAX)
    throw new RangeError('holidays differ more than a character can say')
  const characters = distances
    .map((distance) => String.fromCharCode(LEAST_CHARACTER + distance - least))
    .join('')
  const covered = sql`${day} BETWEEN ${first} AND ${first + distances.length - 1}`
  const distance = sql`ascii(substring(${characters}, ${day} - ${first - 1},
    1)) + ${least - LEAST_CHARACTER}`
  return sql`if(${covered}, ${day} + ${distance}, NULL)`
}
