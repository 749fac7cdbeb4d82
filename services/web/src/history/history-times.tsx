import { useTranslation } from 'react-i18next'
import { withTime, type HistorySearch, type TimeName } from '#/history/history-search.ts'
import { TypedDate } from '#/parts/typed-date.tsx'

const EDGES = [
  ['occurred_since', 'from'],
  ['occurred_until', 'until'],
  ['recorded_since', 'from'],
  ['recorded_until', 'until'],
] as const satisfies readonly (readonly [TimeName, 'from' | 'until'])[]

export interface HistoryTimesProps {
  readonly search: HistorySearch
  readonly narrow: (search: HistorySearch) => void
}

/** When it happened, and when the log took it. */
export function HistoryTimes({ search, narrow }: HistoryTimesProps) {
  const { t } = useTranslation('history')
  return (
    <fieldset className="history-times">
      <legend>{t('times')}</legend>
      {EDGES.map(([name, edge]) => (
        <TypedDate
          key={name}
          label={t(`time.${name}`)}
          edge={edge}
          value={search[name]}
          change={(instant) => narrow(withTime(search, name, instant))}
        />
      ))}
    </fieldset>
  )
}
