import {
  instantFromMs,
  msOfInstant,
  type CivilDate,
  type Instant,
} from '@jianwei/events/instant.ts'
import type { Subscription } from '@jianwei/events/view/view.ts'
import { civilDateOf, dayNumberOf, weekdayOf } from '@jianwei/events/working-days/civil-day.ts'
import { CHINA_OFFSET_MS, dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { calendarCovers, isWorkingDayNumber } from '@jianwei/events/working-days/working-days.ts'

const HOUR_MS = 3_600_000
const FRIDAY = 5
/** The longest holidays, with what stands around them, are shorter. */
const DAYS_BACK_MAX = 31

type Schedule = Pick<Subscription, 'every' | 'hour' | 'weekday'>

/** A day that has a digest, and when it is made. */
export interface DigestDay {
  readonly day: CivilDate
  readonly at: Instant
  /** When the digest of the day before it was to be made: what came since is new. */
  readonly since: Instant
}

/**
 * The newest day whose digest is due by the time; undefined where it was made, and where none of
 * the subscription is due yet. Days that passed while nobody ran have no digest of their own: the
 * newest says how things stand.
 */
export function digestDue(subscription: Subscription, clock: Instant): DigestDay | undefined {
  const found = lastDay(subscription, dayNumberOf(dayInChina(clock)), clock)
  if (found === undefined) return undefined
  const day = civilDateOf(found)
  if (day < subscription.first_day) return undefined
  if (subscription.last_day !== null && subscription.last_day >= day) return undefined
  const before = lastDay(subscription, found - 1, clock) ?? found - 1
  const told = subscription.last_day
  return {
    day,
    at: timeOf(found, subscription.hour),
    // What came while nobody ran is new, too.
    since: timeOf(told === null ? before : dayNumberOf(told), subscription.hour),
  }
}

/** The first day on which somebody who subscribes at the time gets a digest. */
export function firstDigestDay({ hour }: Pick<Schedule, 'hour'>, now: Instant): CivilDate {
  const today = dayNumberOf(dayInChina(now))
  return civilDateOf(timeOf(today, hour) > now ? today : today + 1)
}

/** The newest day of the schedule, from a day back, whose hour has come. */
function lastDay(schedule: Schedule, from: number, clock: Instant): number | undefined {
  for (let day = from; day > from - DAYS_BACK_MAX; day -= 1)
    if (hasDigest(schedule, day) && timeOf(day, schedule.hour) <= clock) return day
  return undefined
}

function hasDigest({ every, weekday }: Schedule, day: number): boolean {
  if (every === 'day') return true
  if (every === 'week') return weekdayOf(day) === weekday
  // A year whose holidays nobody has announced yet has its weekdays.
  return calendarCovers(day) ? isWorkingDayNumber(day) : weekdayOf(day) <= FRIDAY
}

function timeOf(day: number, hour: number): Instant {
  return instantFromMs((day * 24 + hour) * HOUR_MS - CHINA_OFFSET_MS)
}

/** Milliseconds of the hour in which the time lies: digests are due on the hour. */
export function hourOf(time: Instant): number {
  return Math.floor(msOfInstant(time) / HOUR_MS)
}
