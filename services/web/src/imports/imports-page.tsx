import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { importsQuery, mayImport } from '#/imports/import-queries.ts'
import { ImportsTable } from '#/imports/imports-table.tsx'
import { IMPORT_STATES } from '#/imports/imports-search.ts'
import { Asked } from '#/parts/asked.tsx'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facts.css'
import '#/imports/imports.css'

/** Files that were brought in or are being: how far they are, and what came of them. */
export function ImportsPage() {
  const { t } = useTranslation('imports')
  useTitle(t('title'))
  const may = mayImport(useWho())
  const { state } = useSearch({ from: '/imports' })
  const found = useInfiniteQuery({ ...importsQuery(state), enabled: may })
  const rows = found.data?.pages.flatMap(({ items }) => items)
  if (!may) return <p className="imports empty">{t('may_not')}</p>
  return (
    <div className="imports">
      <div className="imports-head">
        <h1>{t('title')}</h1>
        <Link to="/imports/new" search={{}} className="imports-new">
          {t('new.title')}
        </Link>
      </div>
      <p className="soft">{t('lead')}</p>
      <nav className="imports-states" aria-label={t('filter')}>
        <Link to="/imports" search={{}} activeOptions={{ exact: true }}>
          {t('all')}
        </Link>
        {IMPORT_STATES.map((one) => (
          <Link key={one} to="/imports" search={{ state: one }}>
            {t(`state.${one}`)}
          </Link>
        ))}
      </nav>
      <Asked of={found} />
      {rows !== undefined && rows.length === 0 && (
        <p className="empty">{t(state === undefined ? 'empty' : 'empty_state')}</p>
      )}
      {rows !== undefined && rows.length > 0 && <ImportsTable rows={rows} />}
      {found.hasNextPage && (
        <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}
