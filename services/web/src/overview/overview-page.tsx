import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DataTimes } from '#/overview/data-times.tsx'
import { DomainSection } from '#/overview/domain-section.tsx'
import { HeadNumbers } from '#/overview/head-numbers.tsx'
import { LevelSection } from '#/overview/level-section.tsx'
import { overviewQuery } from '#/overview/overview-queries.ts'
import type { OverviewSearch } from '#/overview/overview-search.ts'
import { OverviewTools } from '#/overview/overview-tools.tsx'
import { RegionSection } from '#/overview/region-section.tsx'
import { SourceSection } from '#/overview/source-section.tsx'
import { TrendSection } from '#/overview/trend-section.tsx'
import { useFollowAlerts } from '#/overview/use-follow-alerts.ts'
import { Asked } from '#/parts/asked.tsx'
import '#/overview/overview.css'

/** Where risk is now. */
export function OverviewPage() {
  const { t } = useTranslation('overview')
  const search: OverviewSearch = useSearch({ from: '/overview' })
  const navigate = useNavigate()
  const asked = useQuery(overviewQuery(search))
  const { data } = asked
  useFollowAlerts()
  const change = (next: OverviewSearch): void =>
    void navigate({ to: '/overview', search: next, replace: true, resetScroll: false })
  const number = search.number ?? 'open_alerts'
  return (
    <>
      <div className="overview-head">
        <h1>{t('title')}</h1>
        <Link to="/wall" search={search}>
          {t('tools.wall')}
        </Link>
        {data !== undefined && <DataTimes overview={data} />}
      </div>
      <Asked of={asked} />
      {data !== undefined && (
        <>
          <OverviewTools {...{ search, number, change }} by={data.by} />
          <HeadNumbers overview={data} />
          <div className="overview-columns">
            <div className="overview-wide">
              <RegionSection
                {...{ search, number }}
                overview={data}
                show={(shown) => change({ ...search, shown })}
              />
              <TrendSection overview={data} />
            </div>
            <div className="overview-narrow">
              <LevelSection overview={data} number={number} />
              <DomainSection overview={data} number={number} />
              <SourceSection overview={data} />
            </div>
          </div>
        </>
      )}
    </>
  )
}
