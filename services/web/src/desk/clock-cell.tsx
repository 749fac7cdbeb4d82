import { useTranslation } from 'react-i18next'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { actorSaid } from '#/parts/actor.ts'
import { said } from '#/parts/said.ts'
import { minuteOf } from '#/parts/times.ts'

/** What is left until what, and whether somebody asked to hurry or watches over it. */
export function ClockCell({ alert }: { readonly alert: ListedAlert }) {
  const { clock, urged, supervised } = alert
  const { t } = useTranslation('desk')
  const isOver = (clock?.remaining?.hours ?? 0) < 0
  return (
    <span role="gridcell" className={isOver ? 'cell-clock is-over' : 'cell-clock'}>
      {clock !== null && (
        <span
          className="row-line"
          title={
            clock.due_at === null ? undefined : t('clock.until', { at: minuteOf(clock.due_at) })
          }
        >
          {clock.mark !== null && (
            <span className={`clock-mark clock-${clock.mark}`}>
              {t(`clock.mark.${clock.mark}`)}
            </span>
          )}
          {said(clock.title)} <RemainingSaid clock={clock} />
        </span>
      )}
      {(urged !== null || supervised !== null) && (
        <span className="row-line">
          {supervised !== null && (
            <Call
              word={t('clock.supervised')}
              actor={supervised.actor}
              at={supervised.occurred_at}
            />
          )}
          {urged !== null && (
            <Call word={t('clock.urged')} actor={urged.actor} at={urged.occurred_at} />
          )}
        </span>
      )}
    </span>
  )
}

/** In working days where days are counted, and in hours. */
function RemainingSaid({ clock }: { readonly clock: NonNullable<ListedAlert['clock']> }) {
  const { t } = useTranslation('desk')
  const { remaining, paused, calendar_missing } = clock
  if (calendar_missing !== null) return t('clock.unknown', { year: calendar_missing })
  if (remaining === null) return null
  const { working_days, hours } = remaining
  const isOver = hours < 0
  const counted = { days: Math.abs(working_days ?? 0), hours: Math.abs(hours) }
  const left =
    working_days === null || working_days === 0
      ? t(isOver ? 'clock.over_hours' : 'clock.left_hours', counted)
      : t(isOver ? 'clock.over_days' : 'clock.left_days', counted)
  return paused ? t('clock.paused', { left }) : left
}

function Call({
  word,
  actor,
  at,
}: {
  readonly word: string
  readonly actor: string
  readonly at: string
}) {
  const who = actorSaid(actor, useTranslation('words').t)
  return (
    <span className="row-call" title={`${who} · ${minuteOf(at)}`}>
      {word} <small>{who}</small>
    </span>
  )
}
