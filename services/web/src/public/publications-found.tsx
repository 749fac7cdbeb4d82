import { useTranslation } from 'react-i18next'
import type { Asked } from '#/public/asked.ts'
import { PublicFailure } from '#/public/public-failure.tsx'
import { PublicationList } from '#/public/publication-list.tsx'
import { usePublications } from '#/public/publication-query.ts'

/** All three kinds; where none could be read, what happened is said once. */
export function PublicationsFound({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation('public')
  const kinds = [
    { kind: 'penalties', found: usePublications('penalties', asked) },
    { kind: 'licences', found: usePublications('licences', asked) },
    { kind: 'inspections', found: usePublications('inspections', asked) },
  ] as const
  const [first] = kinds
  const haveAllFailed = kinds.every(({ found }) => found.isError && found.data === undefined)
  return (
    <>
      <p className="public-asked">
        {'uscc' in asked
          ? t('publications.asked_by_code', { code: asked.uscc })
          : t('publications.asked_by_name', { name: asked.name })}
      </p>
      {haveAllFailed ? (
        <>
          <PublicFailure failure={first.found.error} where="search" />
          <button type="button" onClick={() => kinds.forEach(({ found }) => void found.refetch())}>
            {t('again')}
          </button>
        </>
      ) : (
        <>
          {kinds.map(({ kind, found }) => (
            <PublicationList key={kind} kind={kind} found={found} />
          ))}
          <p className="public-hint">{t('publications.limits')}</p>
        </>
      )}
    </>
  )
}
