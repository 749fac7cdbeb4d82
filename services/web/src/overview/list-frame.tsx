import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { countSaid } from '#/overview/count-said.ts'
import { useFilterWords, type FilterRead } from '#/overview/filter-words.ts'
import '#/overview/list.css'
import '#/overview/overview.css'

/** What `useInfiniteQuery` knows of a list, as far as the frame needs it. */
export interface ListRead<Row> {
  readonly data:
    | {
        readonly pages: readonly { readonly items: readonly Row[]; readonly next: string | null }[]
      }
    | undefined
  readonly error: unknown
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
  readonly refetch: () => unknown
}

export interface ListFrameProps<Row> {
  readonly title: string
  readonly empty: string
  readonly filter: FilterRead
  readonly list: ListRead<Row>
  readonly children: (rows: readonly Row[]) => ReactNode
}

/** A list behind a number of the overview: what it is narrowed to, and how much of it is shown. */
export function ListFrame<Row>({ title, empty, filter, list, children }: ListFrameProps<Row>) {
  const { t } = useTranslation('overview')
  const narrowed = useFilterWords(filter)
  const { data, hasNextPage } = list
  const rows = data?.pages.flatMap(({ items }) => items) ?? []
  const said = countSaid(rows.length)
  return (
    <>
      <div className="overview-head">
        <h1>{title}</h1>
        <Link to="/overview">{t('list.back')}</Link>
      </div>
      {narrowed.length > 0 && (
        <p className="list-narrowed">
          {t('list.narrowed')} {narrowed.join(' · ')}
        </p>
      )}
      <Asked of={list} />
      {data !== undefined && rows.length === 0 && <p>{empty}</p>}
      {rows.length > 0 && (
        <>
          <div className="list-scroll" tabIndex={0} role="region" aria-label={title}>
            {children(rows)}
          </div>
          <p role="status">{t(hasNextPage ? 'list.shown' : 'list.shown_all', { said })}</p>
        </>
      )}
      {hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </>
  )
}
