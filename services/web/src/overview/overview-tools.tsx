import { Link } from '@tanstack/react-router'
import { Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  DAYS_DEFAULT,
  GROUPINGS,
  NUMBERS,
  PERIODS,
  type NumberName,
  type OverviewSearch,
} from '#/overview/overview-search.ts'

export interface OverviewToolsProps {
  readonly search: OverviewSearch
  readonly number: NumberName
  readonly by: (typeof GROUPINGS)[number]
  readonly change: (search: OverviewSearch) => void
}

/** What is counted, and which number is compared. */
export function OverviewTools({ search, number, by, change }: OverviewToolsProps) {
  const { t } = useTranslation('overview')
  const days = search.days ?? DAYS_DEFAULT
  const periods = [...new Set([...PERIODS, days])].sort((a, b) => a - b)
  const { region: _region, ...everywhere } = search
  return (
    <div className="overview-tools" role="group" aria-label={t('tools.label')}>
      {search.region !== undefined && (
        <span>
          {t('scope.region', { region: search.region })}{' '}
          <Link to="/overview" search={everywhere}>
            {t('scope.whole')}
          </Link>
        </span>
      )}
      <Segmented
        aria-label={t('tools.number')}
        value={number}
        onChange={(chosen) => change({ ...search, number: chosen })}
        options={NUMBERS.map((value) => ({ value, label: t(`number.${value}`) }))}
      />
      <Select
        aria-label={t('tools.by')}
        value={by}
        onChange={(chosen) => change({ ...search, by: chosen })}
        options={GROUPINGS.map((value) => ({ value, label: t(`tools.${value}`) }))}
      />
      <Select
        aria-label={t('tools.days')}
        value={days}
        onChange={(chosen) => change({ ...search, days: chosen })}
        options={periods.map((value) => ({ value, label: t('tools.last_days', { count: value }) }))}
      />
    </div>
  )
}
