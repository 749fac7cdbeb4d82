import { useTranslation } from 'react-i18next'
import { Loading } from '#/parts/loading.tsx'
import type { FoundPublications } from '#/public/publication-query.ts'
import { publicationRows, type PublicationKind } from '#/public/publication-rows.ts'
import { PublicFailure } from '#/public/public-failure.tsx'

export interface PublicationListProps {
  readonly kind: PublicationKind
  readonly found: FoundPublications
}

/** What is published of one kind, newest first, a page at a time. */
export function PublicationList({ kind, found }: PublicationListProps) {
  const { t } = useTranslation(['public', 'fields'])
  const items = found.data?.pages.flatMap((page) => page.items)
  return (
    <section className="public-list" aria-labelledby={`${kind}-title`}>
      <h2 id={`${kind}-title`}>{t(`published.${kind}`)}</h2>
      {found.error !== null && (
        <>
          <PublicFailure failure={found.error} where="search" />
          <button type="button" onClick={() => void found.refetch()}>
            {t('again')}
          </button>
        </>
      )}
      {found.isPending && <Loading />}
      {items?.length === 0 && <p role="status">{t(`published.none.${kind}`)}</p>}
      <ul>
        {items?.map((item) => (
          <li key={item.publication_id}>
            <dl>
              {publicationRows(item, t).map(({ name, value }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <button
          type="button"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t(found.isFetchingNextPage ? 'asking' : 'published.more')}
        </button>
      )}
    </section>
  )
}
