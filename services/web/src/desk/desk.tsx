import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { Drawer, type InputRef } from 'antd'
import { useTranslation } from 'react-i18next'
import { handlesAlerts, useWho } from '#/api/who.ts'
import { AlertGrid } from '#/desk/alert-grid.tsx'
import type { BulkStepName } from '#/desk/bulk-orders.ts'
import { CountLinks } from '#/desk/count-links.tsx'
import {
  deskFilterOf,
  type AlertOrder,
  type DeskFilter,
  type DeskSearch,
} from '#/desk/desk-search.ts'
import type { DeskDialog } from '#/desk/desk-dialogs.tsx'
import { DeskTools } from '#/desk/desk-tools.tsx'
import { EmptyList } from '#/desk/empty-list.tsx'
import { FacetPanel } from '#/desk/facet-panel.tsx'
import { NewsBar } from '#/desk/news-bar.tsx'
import { countsQuery } from '#/desk/numbers.ts'
import { QuickStep } from '#/desk/quick-step.tsx'
import { useAlertRows, useFreshNumbers } from '#/desk/use-alert-rows.ts'
import { useDeskKeys } from '#/desk/use-desk-keys.ts'
import { useDeskPlace } from '#/desk/use-desk-place.ts'
import { SelectionBar } from '#/desk/selection-bar.tsx'
import { useNextAlert } from '#/desk/use-next-alert.ts'
import { useSelection } from '#/desk/use-selection.ts'
import { ViewMenu } from '#/desk/view-menu.tsx'
import { ViewTabs } from '#/desk/view-tabs.tsx'
import { isChanged, type View } from '#/desk/views.ts'
import { isTooMany } from '#/desk/what-is-selected.ts'
import { useAlertStep } from '#/parts/alert-steps.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'
import { useMedia } from '#/parts/use-media.ts'
import { useMinute } from '#/parts/use-minute.ts'
import { useStable } from '#/parts/use-stable.ts'

/** Fetched when somebody first opens one. */
const DeskDialogs = lazy(async () => ({
  default: (await import('#/desk/desk-dialogs.tsx')).DeskDialogs,
}))

const PHONE = '(max-width: 640px)'
const WITH_FACETS = '(min-width: 1200px)'

export interface DeskProps {
  readonly search: DeskSearch
  readonly views: readonly View[]
  readonly view: View | undefined
}

/** The list with everything that narrows it, and the alert that is open beside it. */
export function Desk({ search, views, view }: DeskProps) {
  const { t } = useTranslation('desk')
  const navigate = useNavigate()
  const mayHandle = handlesAlerts(useWho())
  const isPhone = useMedia(PHONE)
  const isRoomy = useMedia(WITH_FACETS)
  const now = useMinute()
  const [text, find] = useState('')
  const [shows, show] = useState<DeskDialog>()
  const searchField = useRef<InputRef>(null)

  const asked = JSON.stringify(deskFilterOf(search))
  const order = search.order ?? 'raised'
  const question = useMemo(
    () => ({ filter: deskFilterOf(JSON.parse(asked)), order, text }),
    [asked, order, text],
  )
  const { filter } = question
  const list = useAlertRows(question)
  const place = useDeskPlace(list, search)
  const selection = useSelection()
  const step = useAlertStep()
  const next = useNextAlert(question, place.openAlert)
  useFreshNumbers()
  const counts = useQuery(countsQuery(filter)).data
  const total = text === '' ? counts?.alerts : undefined

  const narrow = useStable(
    (to: DeskFilter) =>
      void navigate({ to: '.', search: { ...ofView(search), order, ...to }, replace: true }),
  )
  const setOrder = useStable(
    (to: AlertOrder) => void navigate({ to: '.', search: { ...search, order: to } }),
  )
  const showView = useStable(
    (id: string | null) => void navigate({ to: '/desk', search: { view: id ?? 'open' } }),
  )
  const takeNext = useStable(next.take)
  const startBulk = (bulk: BulkStepName): void => {
    if (!isTooMany(selection, total)) show({ bulk })
  }
  const focused = list.rows[place.focus]
  useDeskKeys({
    list,
    place,
    selection,
    focused,
    mayHandle,
    take: step.take,
    search: () => searchField.current?.focus(),
    showKeys: () => show('keys'),
    takeNext: next.take,
    bulk: startBulk,
  })

  const isOther = view !== undefined && isChanged(view, filter, order)
  const hasFacets = isRoomy && place.opened === undefined
  return (
    <div className="desk">
      <div className="desk-top">
        <h1>{t('title')}</h1>
        <ViewTabs views={views} current={view?.id} isChanged={isOther} />
        <ViewMenu view={view} isChanged={isOther} filter={filter} order={order} show={showView} />
      </div>
      <CountLinks filter={filter} search={search} now={now} />
      <DeskTools
        order={order}
        setOrder={setOrder}
        text={text}
        find={find}
        searchField={searchField}
        hasFacets={hasFacets}
        narrowedBy={Object.keys(filter).length}
        show={show}
        mayHandle={mayHandle}
        takeNext={takeNext}
        isTaking={next.isTaking}
      />
      <QuickStep step={step} failure={next.failure} />
      {mayHandle && <SelectionBar selection={selection} total={total} start={startBulk} />}
      <div className="desk-main">
        {hasFacets && (
          <aside className="desk-side" aria-label={t('facets.label')}>
            <FacetPanel filter={filter} narrow={narrow} />
          </aside>
        )}
        <section className="desk-list" aria-label={t('grid.label')}>
          <NewsBar
            waiting={list.waiting}
            mayHaveMissed={list.mayHaveMissed}
            letIn={list.readAnew}
          />
          {list.failure !== null && <FailureNotice failure={list.failure} retry={list.retry} />}
          {list.rows.length === 0 && list.isReading && <Loading />}
          {list.rows.length === 0 && !list.isReading ? (
            <EmptyList isNarrowed={text !== '' || Object.keys(filter).length > 1} view={view?.id} />
          ) : (
            <AlertGrid
              list={list}
              total={total}
              focus={place.focus}
              setFocus={place.setFocus}
              selected={selection.ids}
              toggle={selection.toggle}
              select={selection.select}
              opened={place.opened}
              open={place.open}
              isNarrow={place.opened !== undefined}
              isPhone={isPhone}
              now={now}
            />
          )}
        </section>
        {place.opened !== undefined && (
          <div className="desk-panel">
            <Outlet />
          </div>
        )}
      </div>
      {shows !== undefined && shows !== 'facets' && (
        <Suspense fallback={<Loading />}>
          <DeskDialogs
            shows={shows}
            close={() => show(undefined)}
            question={question}
            total={total}
            list={list}
            selection={selection}
            open={place.openAlert}
          />
        </Suspense>
      )}
      <Drawer
        open={shows === 'facets'}
        onClose={() => show(undefined)}
        title={t('facets.label')}
        placement="left"
        size={320}
      >
        <FacetPanel filter={filter} narrow={narrow} />
      </Drawer>
    </div>
  )
}

function ofView({ view }: DeskSearch): DeskSearch {
  return view === undefined ? {} : { view }
}
