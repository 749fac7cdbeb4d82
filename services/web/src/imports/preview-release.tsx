import { useTranslation } from 'react-i18next'
import type { PreviewRead } from '#/imports/import-queries.ts'

export interface PreviewReleaseProps {
  readonly of: NonNullable<PreviewRead['release']>
}

/** A register that is published whole, beside what is held of it. */
export function PreviewRelease({ of }: PreviewReleaseProps) {
  const { t } = useTranslation('imports')
  if (!of.is_compared) return <p className="notice">{t('release.not_compared')}</p>
  const { standing, unchanged, corrected, gone, gone_at_most: most, new: fresh } = of
  const { examples, refusal, rows_without_id: withoutId } = of
  return (
    <>
      <h3>{t('release.title')}</h3>
      <p>{t('release.counts', { standing, unchanged, corrected, gone, most, fresh })}</p>
      {withoutId > 0 && <p className="notice">{t('release.without_id', { count: withoutId })}</p>}
      <Examples name={t('release.corrected')} ids={examples.corrected} />
      <Examples name={t('release.gone')} ids={examples.gone} />
      {refusal !== null && (
        <p className="notice" role="alert">
          {t('release.refusal', { message: refusal.message })}
        </p>
      )}
    </>
  )
}

function Examples({ name, ids }: { readonly name: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null
  return (
    <p>
      {name} <code>{ids.join(' ')}</code>
    </p>
  )
}
