import { useTranslation } from 'react-i18next'
import type { Overview } from '#/overview/overview-queries.ts'
import { TimeSaid } from '#/parts/time-said.tsx'

/** Up to when the numbers know, each time with which it is. */
export function DataTimes({ overview: { at, data } }: { readonly overview: Overview }) {
  const { t } = useTranslation('overview')
  const { t: word } = useTranslation('words')
  const times = [
    ['counted', at],
    ['recorded', data.recorded_at],
    ['newest_fact', data.newest_fact_recorded_at],
  ] as const
  return (
    <div className="data-times">
      <dl>
        {times.map(([name, time]) => (
          <div key={name}>
            <dt>{t(`data.${name}`)}</dt>
            <dd>{time === null ? t('data.none') : <TimeSaid at={time} />}</dd>
          </div>
        ))}
      </dl>
      <span>{word('time.zone')}</span>
    </div>
  )
}
