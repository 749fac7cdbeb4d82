import type { Instant } from '@jianwei/events/instant.ts'
import type { SeenDuty } from '#/duties/duty-steps.ts'
import { dutyView, remainingView, type CountedAt } from '#/server/views/duty-view.ts'

/** Minutes that clocks in China are ahead. */
const CHINA = 480

/** What is left until the alert's limit, and of each duty that has not ended. */
export function limitOf(
  { due_at, region }: { readonly due_at: Instant | null; readonly region: string | null },
  duties: readonly SeenDuty[],
  at: CountedAt,
) {
  const left =
    due_at === null
      ? null
      : remainingView({ due_at, region, paused_since: null, utc_offset_minutes: CHINA }, at)
  return {
    due_at,
    working_days_left: left?.working_days ?? null,
    hours_left: left?.hours ?? null,
    duties: duties
      .map((duty) => dutyView(duty, at))
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
