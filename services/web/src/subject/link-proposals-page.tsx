import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { useTitle } from '#/parts/use-title.ts'
import { LinkCard } from '#/subject/link-card.tsx'
import { proposalsQuery } from '#/subject/link-queries.ts'
import '#/parts/facts.css'
import '#/subject/subject.css'

/** The scores from which on the list may be narrowed. */
const SCORES = [0.9, 0.98, 0.99] as const

/** `/link-proposals`: subjects that are known by name only, beside those that they may be. */
export function LinkProposalsPage() {
  const { t } = useTranslation('link')
  const { score_min } = useSearch({ from: '/link-proposals' })
  const navigate = useNavigate({ from: '/link-proposals' })
  useTitle(t('proposals.title'))
  const found = useInfiniteQuery({
    ...proposalsQuery(score_min),
    placeholderData: keepPreviousData,
  })
  const links = found.data?.pages.flatMap(({ items }) => items) ?? []

  function narrow(value: string): void {
    const search = value === '' ? {} : { score_min: Number(value) }
    void navigate({ search, replace: true })
  }

  return (
    <div className="subject">
      <Link to="/subjects">{t('proposals.back')}</Link>
      <h1>{t('proposals.title')}</h1>
      <p>{t('proposals.hint')}</p>
      <label className="link-score">
        {t('proposals.score')}{' '}
        <select value={score_min ?? ''} onChange={({ target }) => narrow(target.value)}>
          <option value="">{t('proposals.all')}</option>
          {SCORES.map((score) => (
            <option key={score} value={score}>
              {t('proposals.from', { percent: (score * 100).toFixed(0) })}
            </option>
          ))}
        </select>
      </label>
      <Asked of={found} />
      {found.data !== undefined && links.length === 0 && <p>{t('proposals.none')}</p>}
      <div aria-live="polite" aria-busy={found.isPlaceholderData}>
        {links.map((link) => (
          <LinkCard key={`${link.named.subject_id} ${link.registered.subject_id}`} link={link} />
        ))}
      </div>
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}
