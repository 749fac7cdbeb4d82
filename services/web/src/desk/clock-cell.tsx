import type { ListedAlert } from '#/desk/alert-list.ts'
import type { RowWords } from '#/desk/row-words.ts'
import { actorSaid } from '#/parts/actor.ts'
import { said } from '#/parts/said.ts'
import { minuteOf } from '#/parts/times.ts'

export interface ClockCellProps {
  readonly alert: ListedAlert
  readonly words: RowWords
}

/** What is left until what, and whether somebody asked to hurry or watches over it. */
export function ClockCell({ alert, words }: ClockCellProps) {
  const { clock, urged, supervised } = alert
  const { t } = words
  const isOver = (clock?.remaining?.hours ?? 0) < 0
  return (
    <span role="gridcell" className={isOver ? 'cell-clock is-over' : 'cell-clock'}>
      {clock !== null && (
        <span className="row-line" title={untilSaid(clock.due_at, t)}>
          {clock.mark !== null && (
            <span className={`clock-mark clock-${clock.mark}`}>
              {t(`clock.mark.${clock.mark}`)}
            </span>
          )}
          {remainingSaid(clock, t)}
        </span>
      )}
      <span className="row-line">
        {supervised !== null && (
          <Call word={t('clock.supervised')} call={supervised} words={words} />
        )}
        {urged !== null && <Call word={t('clock.urged')} call={urged} words={words} />}
        {clock !== null && <span className="row-soft">{said(clock.title)}</span>}
      </span>
    </span>
  )
}

function untilSaid(due_at: string | null, t: RowWords['t']): string | undefined {
  return due_at === null ? undefined : t('clock.until', { at: minuteOf(due_at) })
}

/** In working days where days are counted, and in hours. */
function remainingSaid(clock: NonNullable<ListedAlert['clock']>, t: RowWords['t']): string | null {
  const { remaining, paused, calendar_missing } = clock
  if (remaining === null)
    return calendar_missing === null ? null : t('clock.unknown', { year: calendar_missing })
  const { working_days, hours } = remaining
  const isOver = hours < 0
  const counted = { days: Math.abs(working_days ?? 0), hours: Math.abs(hours) }
  const left =
    working_days === null || working_days === 0
      ? t(isOver ? 'clock.over_hours' : 'clock.left_hours', counted)
      : t(isOver ? 'clock.over_days' : 'clock.left_days', counted)
  return paused ? t('clock.paused', { left }) : left
}

interface CallProps {
  readonly word: string
  readonly call: NonNullable<ListedAlert['urged']>
  readonly words: RowWords
}

function Call({ word, call, words }: CallProps) {
  const who = actorSaid(call.actor, words.words)
  return (
    <span className="row-call" title={`${minuteOf(call.occurred_at)} ${call.reason}`}>
      {word} <small>{who}</small>
    </span>
  )
}
