import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'

interface Limit {
  readonly due_at: string | null
  readonly working_days_left: number | null
  readonly hours_left: number | null
}

/** Until when, and what was left of it when the document was printed. */
export function useLeft(): (limit: Limit) => string {
  const { t } = useTranslation('print')
  return ({ due_at, working_days_left, hours_left }) => {
    if (due_at === null) return t('left.none')
    const due = t('in_china', { time: minuteOf(due_at) })
    if (hours_left === null) return due
    if (hours_left < 0) return t('left.over', { due, hours: -hours_left })
    return working_days_left === null
      ? t('left.hours', { due, hours: hours_left })
      : t('left.days', { due, days: working_days_left, hours: hours_left })
  }
}
