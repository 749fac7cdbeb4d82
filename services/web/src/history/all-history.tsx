import { useMemo, useState } from 'react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { FactList } from '#/history/fact-list.tsx'
import { HistoryFacets } from '#/history/history-facets.tsx'
import { bodyOf, facetsQuery, factsQuery, type HistoryQuestion } from '#/history/history-queries.ts'
import type { HistorySearch } from '#/history/history-search.ts'
import { HistoryTimes } from '#/history/history-times.tsx'
import { WarningDrawer } from '#/history/warning-drawer.tsx'
import { WordsForm } from '#/history/words-form.tsx'
import { Asked } from '#/parts/asked.tsx'
import { ExportForm } from '#/parts/export-form.tsx'
import { RecordDrawer } from '#/parts/record-drawer.tsx'
import { useMedia } from '#/parts/use-media.ts'

const NARROW = '(max-width: 900px)'

/** The search over all facts: what it is narrowed by, how many fit, and the facts. */
export function AllHistory() {
  const { t } = useTranslation('history')
  const search = useSearch({ from: '/history' })
  const words = useRouterState({ select: ({ location }) => location.state.words ?? '' })
  const question = useMemo(() => ({ search, words }), [search, words])
  const navigate = useNavigate()
  const isNarrow = useMedia(NARROW)
  const isNarrowed = Object.keys(search).length > 0 || words !== ''

  // What was typed stays with the entry of the browser's history, whatever the address says.
  function ask(next: HistorySearch, typed: string): void {
    void navigate({
      to: '/history',
      search: next,
      state: (state) => ({ ...state, words: typed === '' ? undefined : typed }),
    })
  }

  const narrow = (next: HistorySearch): void => ask(next, words)
  const tools = (
    <>
      <HistoryTimes search={search} narrow={narrow} />
      <HistoryFacets question={question} narrow={narrow} />
    </>
  )
  return (
    <>
      <p className="soft">{t('lead')}</p>
      <WordsForm key={words} words={words} find={(typed) => ask(search, typed)} />
      <div className="faceted">
        <aside className="facets" aria-label={t('narrow')}>
          {isNarrowed && (
            <Button size="small" onClick={() => ask({}, '')}>
              {t('clear')}
            </Button>
          )}
          {isNarrow ? (
            <details>
              <summary>{t('narrow')}</summary>
              {tools}
            </details>
          ) : (
            tools
          )}
        </aside>
        <div className="faceted-list">
          <Found question={question} isNarrowed={isNarrowed} />
        </div>
      </div>
    </>
  )
}

function Found({
  question,
  isNarrowed,
}: {
  readonly question: HistoryQuestion
  readonly isNarrowed: boolean
}) {
  const { t } = useTranslation('history')
  const found = useInfiniteQuery({ ...factsQuery(question), placeholderData: keepPreviousData })
  const total = useQuery(facetsQuery(question)).data?.facts
  const [record, openRecord] = useState<string>()
  const [warning, openWarning] = useState<string>()
  const [exports, setExports] = useState(false)
  const { t: ofExport } = useTranslation('export')
  const { data, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = found
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const notice = data?.pages[0]?.notice
  return (
    <>
      <Asked of={found} />
      <p role="status">
        {total !== undefined && t('found', { count: total })}{' '}
        {data !== undefined && (
          <span className="soft">{t('as_known', { position: data.pages[0]?.up_to })}</span>
        )}{' '}
        <Button size="small" type="link" onClick={() => void refetch()}>
          {t('again')}
        </Button>
        {rows.length > 0 && (
          <Button size="small" onClick={() => setExports(true)}>
            {ofExport('button')}
          </Button>
        )}
      </p>
      {exports && (
        <ExportForm
          list="facts"
          filter={bodyOf(question)}
          total={total}
          close={() => setExports(false)}
        />
      )}
      {notice !== undefined && <p className="notice">{t('beyond_head')}</p>}
      {data !== undefined && rows.length === 0 && (
        <p className="empty">{t(isNarrowed ? 'empty_filter' : 'empty')}</p>
      )}
      {rows.length > 0 && (
        <FactList
          rows={rows}
          total={total}
          isWhole={!hasNextPage}
          isReading={isFetchingNextPage || found.isPlaceholderData}
          hasFailed={found.isFetchNextPageError}
          readMore={() => void fetchNextPage()}
          openRecord={openRecord}
          openWarning={openWarning}
        />
      )}
      <RecordDrawer eventId={record} close={() => openRecord(undefined)} />
      <WarningDrawer
        warningId={warning}
        close={() => openWarning(undefined)}
        openRecord={openRecord}
      />
    </>
  )
}
