import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { HistoryFilters } from '#/subject/history-filters.tsx'
import { historyQuery, type SubjectRead } from '#/subject/subject-queries.ts'
import { viewpointOf, type SubjectSearch, type Viewpoint } from '#/subject/subject-search.ts'
import { byYear } from '#/subject/timeline-years.ts'
import { VersionRow } from '#/subject/version-row.tsx'

export interface HistorySectionProps {
  readonly subject: SubjectRead
  readonly search: SubjectSearch
  readonly change: (search: Partial<SubjectSearch>) => void
  readonly open: (eventId: string) => void
}

/** Everything that is on record of it, or that was at the moment that is looked at. */
export function HistorySection({ subject, search, change, open }: HistorySectionProps) {
  const { t } = useTranslation(['subject', 'words'])
  const { event_type, source, records } = search
  const at = viewpointOf(search)
  const asked = { at, event_type, source, with_records: records === true }
  const found = useInfiniteQuery(historyQuery(subject.subject_id, asked))
  const versions = found.data?.pages.flatMap(({ items }) => items) ?? []
  const isFiltered = event_type !== undefined || source !== undefined
  return (
    <Section
      className="history"
      title={t('history.title')}
      aside={
        <small>
          {at.as_known_at === undefined ? t('history.all') : t('history.in_force')}
          {` · ${t('words:time.zone')}`}
        </small>
      }
    >
      <HistoryFilters subject={subject} search={search} change={change} />
      <Asked of={found} />
      {found.data !== undefined && versions.length === 0 && (
        <Nothing at={at} isFiltered={isFiltered} change={change} />
      )}
      {byYear(versions).map(({ year, rows }) => (
        <section key={year} aria-label={t('history.year', { year })}>
          <h3>
            {t('history.year', { year })}
            <small> {t('history.rows', { count: rows.length })}</small>
          </h3>
          <ol className="history-rows">
            {rows.map((version) => (
              <VersionRow key={version.event_id} version={version} open={open} />
            ))}
          </ol>
        </section>
      ))}
      {versions.length > 0 && (
        <p className="subject-row">
          <span>
            {found.hasNextPage
              ? t('history.shown_of_more', { count: versions.length })
              : t('history.shown', { count: versions.length })}
          </span>
          {found.hasNextPage && (
            <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t('history.earlier')}
            </Button>
          )}
        </p>
      )}
    </Section>
  )
}

interface NothingProps {
  readonly at: Viewpoint
  readonly isFiltered: boolean
  readonly change: (search: Partial<SubjectSearch>) => void
}

/** Nothing at that moment: says what it may be, and offers the way on. */
function Nothing({ at, isFiltered, change }: NothingProps) {
  const { t } = useTranslation('subject')
  if (isFiltered)
    return (
      <p className="subject-row">
        <span>{t('history.none_fits')}</span>
        <Button onClick={() => change({ event_type: undefined, source: undefined })}>
          {t('history.without_filter')}
        </Button>
      </p>
    )
  if (at.by === 'platform' && at.as_known_at !== undefined)
    return (
      <p className="subject-row">
        <span>{t('history.none_by_platform')}</span>
        <Button onClick={() => change({ by: 'source' })}>{t('history.look_by_source')}</Button>
      </p>
    )
  return <p>{t('history.none')}</p>
}
