import { useTranslation } from 'react-i18next'
import type { AlertRead, DutyRead } from '#/alert/alert-queries.ts'
import { remainingSaid } from '#/alert/remaining.ts'
import { said } from '#/parts/said.ts'
import { minuteOf } from '#/parts/times.ts'

export interface ClockSaidProps {
  readonly alert: AlertRead
  readonly duties: readonly DutyRead[] | undefined
}

/** What is left of the duty that ends first, and until when. */
export function ClockSaid({ alert, duties }: ClockSaidProps) {
  const { t } = useTranslation('alert')
  const running = duties
    ?.filter(({ ended_at }) => ended_at === null)
    .toSorted((one, other) => (one.due_at ?? '').localeCompare(other.due_at ?? ''))[0]
  if (running !== undefined) {
    const isOver = (running.remaining?.hours ?? 0) < 0
    return (
      <span className={isOver ? 'alert-clock alert-over' : 'alert-clock'}>
        <span aria-hidden="true">{isOver ? '! ' : '◷ '}</span>
        {said(running.title)}: {remainingSaid(running, t)}
      </span>
    )
  }
  if (alert.state === 'closed' || duties === undefined) return null
  if (alert.due_at === null) return <span className="alert-clock">{t('clock.none')}</span>
  return (
    <span className="alert-clock">
      {t('clock.due')} {minuteOf(alert.due_at)}
    </span>
  )
}
