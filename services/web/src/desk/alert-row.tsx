import { memo } from 'react'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { ClockCell } from '#/desk/clock-cell.tsx'
import { LastCell } from '#/desk/last-cell.tsx'
import { useWordsInRow, type RowWords } from '#/desk/row-words.ts'
import { said } from '#/parts/said.ts'
import { LevelSign } from '#/parts/level-mark.tsx'
import { agoOf, minuteOf } from '#/parts/times.ts'

export interface AlertRowProps {
  readonly id: string
  readonly alert: ListedAlert
  readonly index: number
  /** From the top of the list, in pixels. */
  readonly start: number
  readonly isFocused: boolean
  readonly isSelected: boolean
  readonly isOpen: boolean
  readonly now: number
}

/** One alert in two lines. Drawn again only when it, its place or the minute changes. */
export const AlertRow = memo(function AlertRow(props: AlertRowProps) {
  const { id, alert, index, start, isFocused, isSelected, isOpen, now } = props
  const inRow = useWordsInRow()
  const { t, words } = inRow
  const { subject_name, subject_id, region_name, rule_title, happened, state, raised_at } = alert
  const told = happened ?? rule_title
  const sentence = told === null ? (alert.rule_id ?? '') : said(told)
  const classes = [
    'grid-row',
    isFocused ? 'is-focused' : '',
    isSelected ? 'is-selected' : '',
    isOpen ? 'is-open' : '',
    state === 'closed' ? 'is-closed' : '',
  ]
  return (
    <div
      role="row"
      id={id}
      className={classes.join(' ')}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-current={isOpen ? 'true' : undefined}
      data-index={index}
      style={{ transform: `translateY(${start}px)` }}
    >
      <span role="gridcell" className="cell-select row-select" aria-label={t('row.select')}>
        <span className="row-box" aria-hidden="true">
          {isSelected ? '✓' : ''}
        </span>
      </span>
      <span role="gridcell" className="cell-level">
        <LevelSign level={alert.level} word={words(`level.${alert.level}`)} />
        <NewMark changed={alert.changed_since_viewed} isClosed={state === 'closed'} t={t} />
      </span>
      <span role="gridcell" className="cell-what">
        <span className="row-line">
          <a className="row-subject" href={`/alerts/${alert.alert_id}`} tabIndex={-1}>
            {subject_name ?? subject_id}
          </a>
          {region_name !== null && <span className="row-soft">{region_name}</span>}
          {rule_title === null && <span className="row-tag">{t('row.lead')}</span>}
          {alert.standing_warnings > 1 && (
            <span className="row-soft">
              {t('row.warnings', { count: alert.standing_warnings })}
            </span>
          )}
        </span>
        <span className="row-line row-happened" title={sentence}>
          {sentence}
        </span>
      </span>
      <ClockCell alert={alert} words={inRow} />
      <LastCell alert={alert} now={now} words={inRow} />
      <span role="gridcell" className="cell-age">
        <span className="row-line">{words(`state.${state}`)}</span>
        <time className="row-line row-soft" dateTime={raised_at} title={minuteOf(raised_at)}>
          {agoOf(raised_at, now)}
        </time>
      </span>
    </div>
  )
})

/** What is new for whoever looks. */
function NewMark({
  changed,
  isClosed,
  t,
}: {
  readonly changed: boolean | null
  readonly isClosed: boolean
  readonly t: RowWords['t']
}) {
  if (changed === false || (changed === null && isClosed)) return null
  return (
    <span className={changed === null ? 'row-new' : 'row-new row-changed'}>
      {t(changed === null ? 'row.new' : 'row.changed')}
    </span>
  )
}
