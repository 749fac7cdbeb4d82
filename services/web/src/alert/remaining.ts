import type { TFunction } from 'i18next'
import type { DutyRead } from '#/alert/alert-queries.ts'

/** What is left of a duty's time: in working days where days are counted, and in hours. */
export function remainingSaid(duty: DutyRead, t: TFunction<'alert'>): string {
  const { remaining, calendar_missing, paused_since, ended_at } = duty
  if (ended_at !== null) return t('clock.ended')
  if (remaining === null)
    return calendar_missing === null
      ? t('clock.none')
      : t('clock.unknown', { year: calendar_missing })
  const left = leftSaid(remaining, t)
  return paused_since === null ? left : t('clock.paused', { left })
}

function leftSaid(
  { working_days, hours }: NonNullable<DutyRead['remaining']>,
  t: TFunction<'alert'>,
): string {
  const isOver = hours < 0
  const counted = { days: Math.abs(working_days ?? 0), hours: Math.abs(hours) }
  if (working_days === null) return t(isOver ? 'clock.over_hours' : 'clock.left_hours', counted)
  return t(isOver ? 'clock.over_days' : 'clock.left_days', counted)
}
