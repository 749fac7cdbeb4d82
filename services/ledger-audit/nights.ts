import {
  instantFromMs,
  msOfInstant,
  type CivilDate,
  type Instant,
} from '@jianwei/events/instant.ts'
import { civilDateOf, dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'

/** Audits are due at 02:00 in China, UTC+08:00. */
const HOUR_MS = 3_600_000
const OFFSET_MS = 8 * HOUR_MS
const DUE_MS = 2 * HOUR_MS
const DAY_MS = 24 * HOUR_MS

/** The day whose 02:00 came last. */
export function nightOf(at: Instant): CivilDate {
  return civilDateOf(Math.floor((msOfInstant(at) + OFFSET_MS - DUE_MS) / DAY_MS))
}

/** The next 02:00 after that of a day. */
export function nightAfter(night: CivilDate): Instant {
  return instantFromMs((dayNumberOf(night) + 1) * DAY_MS + DUE_MS - OFFSET_MS)
}
