import { useTranslation } from 'react-i18next'
import { said } from '#/parts/said.ts'
import type { SourceRead } from '#/sources/source-queries.ts'

/** What a source is called, and its name in the log. */
export function SourceTitle({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  if (source.source === '') return <>{t('unnamed')}</>
  if (source.title === null) return <>{source.source}</>
  return (
    <>
      {said(source.title)} <small>{source.source}</small>
    </>
  )
}
