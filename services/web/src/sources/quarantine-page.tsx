import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { QuarantineFacets } from '#/sources/quarantine-facets.tsx'
import { GroupsSection } from '#/sources/groups-section.tsx'
import { RefusedRow } from '#/sources/refused-row.tsx'
import { maySeeQuarantine, refusedListQuery } from '#/sources/source-queries.ts'
import { Asked } from '#/parts/asked.tsx'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facets.css'
import '#/parts/facts.css'
import '#/sources/sources.css'

/** Refused input, oldest first, as whoever works it off needs it. */
export function QuarantinePage() {
  const { t } = useTranslation('sources')
  useTitle(t('quarantine.title'))
  const maySee = maySeeQuarantine(useWho())
  return (
    <div className="sources">
      <p>
        <Link to="/sources">‹ {t('back')}</Link>
      </p>
      <h1>{t('quarantine.title')}</h1>
      <p className="soft">{t('quarantine.lead')}</p>
      {maySee ? <RefusedList /> : <p className="empty">{t('may_not_quarantine')}</p>}
    </div>
  )
}

function RefusedList() {
  const { t } = useTranslation('sources')
  const search = useSearch({ from: '/sources/quarantine' })
  const found = useInfiniteQuery(refusedListQuery(search))
  const rows = found.data?.pages.flatMap(({ items }) => items)
  const isNarrowed = Object.keys(search).length > 0
  return (
    <div className="faceted">
      <QuarantineFacets search={search} />
      <div className="faceted-list">
        <GroupsSection search={search} />
        <h2>{t('groups.entries')}</h2>
        <Asked of={found} />
        {rows !== undefined && rows.length === 0 && (
          <p className="empty">
            {t(isNarrowed ? 'quarantine.empty_filter' : 'quarantine.empty')}{' '}
            {isNarrowed && (
              <Link to="/sources/quarantine" search={{}}>
                {t('quarantine.clear')}
              </Link>
            )}
          </p>
        )}
        <ul className="refused-list">
          {rows?.map((entry) => (
            <RefusedRow key={entry.quarantine_id} entry={entry} />
          ))}
        </ul>
        {found.hasNextPage && (
          <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('more')}
          </Button>
        )}
      </div>
    </div>
  )
}
