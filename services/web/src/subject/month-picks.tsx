import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { languageNow, tagOf } from '#/language/language.ts'
import { dayOfMoment, endOfMonth, type Moment } from '#/subject/moment.ts'

export interface MonthPicksProps {
  readonly first: string
  readonly last: string
  readonly chosen: Moment | undefined
  readonly choose: (day: string) => void
}

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const
const YEAR_LENGTH = 4

/** The ends of months, each a press away: "as of last March" is asked more often than a day. */
export function MonthPicks({ first, last, chosen, choose }: MonthPicksProps) {
  const { t } = useTranslation('subject')
  const id = useId()
  const day = chosen === undefined ? last : dayOfMoment(chosen)
  const [year, turn] = useState(yearOf(day))
  return (
    <div className="month-picks" role="group" aria-labelledby={id}>
      <span id={id} className="month-label">
        {t('months.label')}
      </span>
      <span className="month-year">
        <button
          type="button"
          aria-label={t('months.before')}
          disabled={year <= yearOf(first)}
          onClick={() => turn(year - 1)}
        >
          ‹
        </button>
        <strong aria-live="polite">{t('months.year', { year })}</strong>
        <button
          type="button"
          aria-label={t('months.after')}
          disabled={year >= yearOf(last)}
          onClick={() => turn(year + 1)}
        >
          ›
        </button>
      </span>
      <span className="month-row">
        {MONTHS.map((month) => {
          const end = endOfMonth(year, month)
          return (
            <button
              key={month}
              type="button"
              aria-pressed={chosen === end}
              aria-label={t('months.end_of', { year, month: monthSaid(month) })}
              disabled={end >= last || end < first}
              onClick={() => choose(end)}
            >
              {monthSaid(month)}
            </button>
          )
        })}
      </span>
    </div>
  )
}

/** `3月`, `Mar`. */
function monthSaid(month: number): string {
  const name = new Intl.DateTimeFormat(tagOf(languageNow()), { month: 'short', timeZone: 'UTC' })
  return name.format(Date.UTC(2000, month - 1))
}

function yearOf(day: string): number {
  return Number(day.slice(0, YEAR_LENGTH))
}
