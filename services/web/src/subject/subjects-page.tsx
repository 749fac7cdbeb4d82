import { useState, type FormEvent } from 'react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { hasRole, readsAlerts, useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { useTitle } from '#/parts/use-title.ts'
import { FoundSubjects } from '#/subject/found-subjects.tsx'
import { NumberSearch } from '#/subject/number-search.tsx'
import { findQuery } from '#/subject/subject-queries.ts'
import '#/subject/subject.css'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What was typed to find a subject: it comes back with the page, and stands in no address. */
    readonly sought?: string
  }
}

const TYPED_MAX = 200

/** `/subjects`: from what somebody has in hand to the file of a subject. */
export function SubjectsPage() {
  const { t } = useTranslation('subject')
  const sought = useLocation({ select: ({ state }) => state.sought ?? '' })
  const navigate = useNavigate()
  useTitle(t('find.title'))
  const [typed, type] = useState(sought)
  const found = useInfiniteQuery({ ...findQuery(sought), placeholderData: keepPreviousData })
  const who = useWho()
  const maySearchNumbers = hasRole(who, 'supervisor', 'regulator', 'department')

  function find(event: FormEvent): void {
    event.preventDefault()
    void navigate({ to: '/subjects', state: { sought: typed.trim() }, replace: true })
  }

  const subjects = found.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <div className="subject">
      <h1>{t('find.title')}</h1>
      <form role="search" className="subject-find" onSubmit={find}>
        <label htmlFor="subject-sought">{t('find.label')}</label>
        <div className="subject-row">
          <Input
            id="subject-sought"
            value={typed}
            maxLength={TYPED_MAX}
            allowClear
            autoComplete="off"
            autoFocus
            aria-describedby="subject-sought-hint"
            onChange={({ target }) => type(target.value)}
          />
          <Button htmlType="submit" type="primary" loading={found.isFetching && !found.isPending}>
            {t('find.find')}
          </Button>
        </div>
        <small id="subject-sought-hint">{t('find.hint')}</small>
      </form>
      {maySearchNumbers && <NumberSearch />}
      {readsAlerts(who) && (
        <p>
          <Link to="/link-proposals" search={{}}>
            {t('find.links')}
          </Link>
        </p>
      )}
      <Asked of={found} />
      {found.data !== undefined && (
        <section aria-live="polite">
          <h2>{sought === '' ? t('find.all') : t('find.found')}</h2>
          {subjects.length === 0 && <p>{sought === '' ? t('find.none_yet') : t('find.none')}</p>}
          <FoundSubjects subjects={subjects} />
          {subjects.length > 0 && (
            <p className="subject-row">
              <span>
                {found.hasNextPage
                  ? t('find.shown_of_more', { count: subjects.length })
                  : t('find.shown', { count: subjects.length })}
              </span>
              {found.hasNextPage && (
                <Button
                  loading={found.isFetchingNextPage}
                  onClick={() => void found.fetchNextPage()}
                >
                  {t('more')}
                </Button>
              )}
            </p>
          )}
        </section>
      )}
    </div>
  )
}
