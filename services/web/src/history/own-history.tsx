import { useMemo, useState } from 'react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { FactList } from '#/history/fact-list.tsx'
import { ownFactsQuery } from '#/history/history-queries.ts'
import { withTime } from '#/history/history-search.ts'
import { Asked } from '#/parts/asked.tsx'
import { eventTypesQuery } from '#/parts/event-names.ts'
import { RecordDrawer } from '#/parts/record-drawer.tsx'
import { said } from '#/parts/said.ts'
import { dayOf } from '#/parts/times.ts'
import { TypedDate } from '#/parts/typed-date.tsx'

/** What a department sees of history: its own facts of one type, oldest first. */
export function OwnHistory() {
  const { t } = useTranslation('history')
  const search = useSearch({ from: '/history' })
  const navigate = useNavigate()
  const types = useQuery(eventTypesQuery).data?.items.filter(({ role }) => role === 'fact') ?? []
  const type = search.event_type?.[0] ?? types[0]?.type
  const narrow = (next: typeof search): void => void navigate({ to: '/history', search: next })
  return (
    <>
      <p className="notice">{t('own.why')}</p>
      <div className="own-tools">
        <label>
          <span>{t('facet.event_type')}</span>
          <select
            value={type ?? ''}
            onChange={({ target }) => narrow({ ...search, event_type: [target.value] })}
          >
            {types.map((one) => (
              <option key={one.type} value={one.type}>
                {said(one.title)}
              </option>
            ))}
          </select>
        </label>
        <TypedDate
          label={t('own.from')}
          edge="from"
          value={search.occurred_since}
          change={(instant) => narrow(withTime(search, 'occurred_since', instant))}
        />
        <TypedDate
          label={t('own.to')}
          edge="from"
          value={search.occurred_until}
          change={(instant) => narrow(withTime(search, 'occurred_until', instant))}
        />
      </div>
      {type !== undefined && (
        <OwnFacts type={type} from={search.occurred_since} to={search.occurred_until} />
      )}
    </>
  )
}

interface OwnFactsProps {
  readonly type: string
  readonly from: string | undefined
  readonly to: string | undefined
}

function OwnFacts({ type, from, to }: OwnFactsProps) {
  const { t } = useTranslation('history')
  const [record, openRecord] = useState<string>()
  const found = useInfiniteQuery(
    ownFactsQuery({
      event_type: type,
      from: from === undefined ? undefined : dayOf(from),
      to: to === undefined ? undefined : dayOf(to),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data])
  return (
    <>
      <Asked of={found} />
      {found.data !== undefined && rows.length === 0 && <p className="empty">{t('own.empty')}</p>}
      {rows.length > 0 && (
        <FactList
          rows={rows}
          total={undefined}
          isWhole={!found.hasNextPage}
          isReading={found.isFetchingNextPage}
          hasFailed={found.isFetchNextPageError}
          readMore={() => void found.fetchNextPage()}
          openRecord={openRecord}
          openWarning={ignore}
        />
      )}
      <RecordDrawer eventId={record} close={() => openRecord(undefined)} />
    </>
  )
}

/** A department is told of no warnings. */
function ignore(): void {}
