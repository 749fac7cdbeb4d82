import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { minuteOf } from '#/parts/times.ts'
import { heldQuery, maySeeQuarantine, sourcesQuery } from '#/sources/source-queries.ts'
import { HEALTHS } from '#/sources/source-search.ts'
import { SourcesTable } from '#/sources/sources-table.tsx'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facts.css'
import '#/sources/sources.css'

/** Every source: on time or not, how much, how late, what of it was refused and is imported. */
export function SourcesPage() {
  const { t } = useTranslation('sources')
  const { t: word } = useTranslation('words')
  useTitle(t('title'))
  const { health } = useSearch({ from: '/sources' })
  const found = useInfiniteQuery(sourcesQuery(health))
  const rows = found.data?.pages.flatMap(({ items }) => items)
  return (
    <div className="sources">
      <h1>{t('title')}</h1>
      <p className="soft">{t('lead')}</p>
      <nav className="sources-health" aria-label={t('filter')}>
        <Link to="/sources" search={{}} activeOptions={{ exact: true }}>
          {t('all')}
        </Link>
        {HEALTHS.map((one) => (
          <Link key={one} to="/sources" search={{ health: one }} title={word(`health_hint.${one}`)}>
            {word(`health.${one}`)}
          </Link>
        ))}
      </nav>
      <Waiting />
      <p>
        <Link to="/sources/conflicts" search={{ state: 'open' }}>
          {t('conflicts')}
        </Link>
      </p>
      <Asked of={found} />
      {rows !== undefined && rows.length === 0 && (
        <p className="empty">{t(health === undefined ? 'empty' : 'empty_health')}</p>
      )}
      {rows !== undefined && rows.length > 0 && <SourcesTable rows={rows} />}
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}

/** What of all sources waits in quarantine, for whoever may work on it. */
function Waiting() {
  const { t } = useTranslation('sources')
  const maySee = maySeeQuarantine(useWho())
  const held = useQuery({ ...heldQuery, enabled: maySee })
  if (!maySee) return <p className="soft">{t('may_not_quarantine')}</p>
  if (held.data === undefined) return null
  const { inputs, oldest_received_at: oldest } = held.data
  return (
    <p>
      {t('waiting_now')}{' '}
      <Link to="/sources/quarantine" search={inputs === 0 ? {} : { state: 'held' }}>
        {t('waiting_link', { count: inputs })}
      </Link>
      {oldest !== null && (
        <span className="soft"> {t('waiting_oldest', { at: minuteOf(oldest) })}</span>
      )}
    </p>
  )
}
