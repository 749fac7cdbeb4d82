import { z } from 'zod'
import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { remainingAt, type Remaining } from '@jianwei/events/duty/due.ts'
import { DUTY_STATES } from '@jianwei/events/duty/duty.ts'
import { DUTY_MARKS } from '@jianwei/events/duty/terms.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { rowOfDuty, type DutyRow } from '@jianwei/projections/duties/duty-row.ts'
import { calendarOf } from '#/duties/duty-page.ts'
import type { SeenDuty } from '#/duties/duty-steps.ts'
import { Problem } from '#/http/problem.ts'
import { Time, Title } from '#/server/views/vocabulary.ts'

export const Mark = z.enum(DUTY_MARKS).meta({
  description:
    'Of the clock, apart from the risk level: warning 预警, yellow_card 黄牌, red_card 红牌',
})

export const RemainingView = z
  .object({ working_days: z.int().nullable(), hours: z.int() })
  .nullable()
  .meta({
    description:
      'What is left, negative once it has passed; while the clock stands still, what was ' +
      'left then. Null where the end is not known, and once the duty has ended',
  })

export const DutyAbout = z.enum(['alert', 'cooperation', 'fact']).meta({
  description: 'What it is about: an alert, a part of joint handling, a fact 事由',
})

export const DutyView = z
  .object({
    duty_id: z.uuid(),
    revision: z.int().meta({ description: 'What the next `If-Match` names' }),
    kind: z.string().meta({ examples: ['sign_for', 'D16'] }),
    title: Title,
    about: DutyAbout,
    about_id: z.uuid().meta({ description: 'The alert, or the fact that opened the duty' }),
    part: z.string().nullable().meta({ description: 'Whose part of a joint handling it is' }),
    subject_id: z.string(),
    region: z.string().nullable(),
    state: z.enum(DUTY_STATES),
    unit: z.string().nullable(),
    owner: z.string().nullable(),
    department: z.string().nullable(),
    limit: z.object({ id: z.string(), version: z.int() }),
    opened_at: Time,
    due_at: Time.nullable(),
    calendar_missing: z.int().nullable().meta({
      description: 'The year whose holidays are not announced, so that days cannot be counted',
    }),
    remaining: RemainingView,
    paused_since: Time.nullable(),
    extensions: z.int().meta({ description: 'How often it was extended' }),
    pauses: z.int().meta({ description: 'How often it stood still, now among them' }),
    marks: z.array(Mark).meta({ description: 'Given, and standing' }),
    escalated: z.array(Mark).meta({ description: 'Marks that were brought before a higher unit' }),
    is_breached: z.boolean().meta({ description: 'Its end passed while it was open' }),
    ended_at: Time.nullable().meta({ description: 'When it was met or cancelled' }),
    is_late: z.boolean().meta({ description: 'It was met after its end' }),
    cancelled_as: z.string().nullable().meta({ description: 'Why nothing is owed any more' }),
  })
  .meta({ id: 'Duty', description: 'Who owes what by when' })

export const DutiesOfAlert = z.object({ items: z.array(DutyView) }).meta({ id: 'DutiesOfAlert' })

export const DutyChangedProblem = Problem.extend({
  revision: z.int().optional().meta({ description: 'Of the duty now, where somebody was faster' }),
  changes: z
    .array(z.string())
    .optional()
    .meta({ description: 'What was said since the revision of `If-Match`' }),
}).meta({
  id: 'DutyStepProblem',
  description: 'The step is refused, or the duty is not any more what was seen',
})

/** When what is left is counted, and by which days. */
export interface CountedAt {
  readonly now: Instant
  readonly calendars: Calendars
}

/** What is left of an open duty that has an end; while it stands still, what was left then. */
export function remainingView(
  duty: Pick<DutyRow, 'paused_since' | 'utc_offset_minutes' | 'region'> & {
    readonly due_at: Instant
  },
  { now, calendars }: CountedAt,
): Remaining {
  const calendar = calendarOf(calendars, duty.region)
  return remainingAt(duty.due_at, duty.paused_since ?? now, duty, calendar)
}

/** A duty as its stream has it. */
export function dutyView(seen: SeenDuty, at: CountedAt): z.infer<typeof DutyView> {
  const { duty, revision, subject_id, region } = seen
  return dutyRowView(rowOfDuty(duty, { revision, subject_id, region }), at)
}

export function dutyRowView(row: DutyRow, at: CountedAt): z.infer<typeof DutyView> {
  const { title_en, title_zh, limit_id, limit_version, utc_offset_minutes: _, ...shown } = row
  const { due_at, state } = row
  const hasEnded = state === 'met' || state === 'cancelled'
  return {
    ...shown,
    title: { en: title_en, zh: title_zh },
    limit: { id: limit_id, version: limit_version },
    remaining: due_at === null || hasEnded ? null : remainingView({ ...row, due_at }, at),
    marks: [...row.marks],
    escalated: [...row.escalated],
  }
}
