import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import {
  CalendarYearMissing,
  workingDaysBetween,
} from '@jianwei/events/working-days/working-days.ts'
import type { SeenDuty } from '#/duties/duty-steps.ts'
import { dutyView } from '#/server/views/duty-view.ts'

const HOUR_MS = 3_600_000

/** What is left until the alert's limit, and of each duty that has not ended. */
export function limitOf(due_at: Instant | null, duties: readonly SeenDuty[], now: Instant) {
  return {
    due_at,
    working_days_left: due_at === null ? null : workingDaysLeft(now, due_at),
    hours_left:
      due_at === null ? null : Math.trunc((msOfInstant(due_at) - msOfInstant(now)) / HOUR_MS) + 0,
    duties: duties
      .map((duty) => dutyView(duty, now))
      .filter(({ state }) => state === 'running' || state === 'paused')
      .map((duty) => ({
        duty_id: duty.duty_id,
        title: duty.title.zh,
        state: duty.state,
        unit: duty.unit,
        marks: [...duty.marks],
        due_at: duty.due_at,
        working_days_left: duty.remaining?.working_days ?? null,
        hours_left: duty.remaining?.hours ?? null,
      })),
  }
}

/** Null where a year between has no announced calendar. */
function workingDaysLeft(now: Instant, due: Instant): number | null {
  try {
    return workingDaysBetween(dayInChina(now), dayInChina(due))
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null
    throw error
  }
}
