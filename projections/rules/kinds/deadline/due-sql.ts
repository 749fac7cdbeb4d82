import { sql, type Sql } from '#/sql.ts'
import { movedDaysSql } from '#/rules/calendars/moved-days-sql.ts'
import { calendarsAsKnown, type Noticed } from '#/rules/calendars/notices-as-known.ts'
import { workingDaySql } from '#/rules/calendars/working-day-sql.ts'
import { carriedSecondSql, lastSecondSql } from '#/rules/facts/carried-time.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'

/**
 * 1900-01-01 in days before 1970: keeps divisions positive, which the engine rounds towards zero.
 */
const DAYS_BEFORE_1970 = 25_567

/**
 * The due second of a duty over a row of `events_v2` with its `second`; NULL where `due.ts` finds a
 * problem: a year without a calendar, or no due time in the fact.
 */
export function dutyDueSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const { utc_offset_seconds: offset } = rule
  const { due } = rule.parameters
  const openedDay = openedDaySql(offset)
  switch (due.in) {
    case 'hours':
      return sql`toNullable(second + ${due.count * 3_600})`
    case 'calendar_days':
      return sql`toNullable(${lastSecondSql(sql`${openedDay} + ${due.count}`, offset)})`
    case 'working_days':
      return lastSecondSql(
        workingDaySql({ day: openedDay, ...due }, calendarsAsKnown(view, view.known)),
        offset,
      )
    case 'field':
      return carriedSecondSql(due, offset)
  }
}

/**
 * The due second of a duty over all points of knowing: tuples of the point from which on it holds,
 * that until which it does, and the second or NULL. Null where no notice of holidays is known that
 * could move it.
 */
export function movedDueSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql | null {
  const { due } = rule.parameters
  if (due.in !== 'working_days') return null
  const offset = rule.utc_offset_seconds
  const days = movedDaysSql({ day: openedDaySql(offset), ...due }, view, view.known)
  if (days === null) return null
  return sql`arrayMap(day -> (day.1, day.2, ${lastSecondSql(sql`day.3`, offset)}), ${days})`
}

function openedDaySql(offset: number): Sql {
  return sql`(intDiv(second + ${offset + DAYS_BEFORE_1970 * 86_400},
    86400) - ${DAYS_BEFORE_1970})`
}
