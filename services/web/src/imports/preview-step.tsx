import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Tried } from '#/imports/mapping-steps.tsx'
import { PreviewProblems } from '#/imports/preview-problems.tsx'
import { PreviewRecord } from '#/imports/preview-record.tsx'
import { PreviewRelease } from '#/imports/preview-release.tsx'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'

export interface PreviewStepProps {
  readonly tried: Tried | undefined
  /** The text has not been changed since. */
  readonly isCurrent: boolean
  readonly isTrying: boolean
  readonly failure: unknown
  readonly again: () => void
}

/** What the mapping makes of the file. Nothing is written by looking. */
export function PreviewStep({ tried, isCurrent, isTrying, failure, again }: PreviewStepProps) {
  const { t } = useTranslation('imports')
  return (
    <Section title={t('preview.title')}>
      <p className="soft">{t('preview.nothing_written')}</p>
      <p className="buttons">
        <Button type={isCurrent ? 'default' : 'primary'} loading={isTrying} onClick={again}>
          {t(tried === undefined ? 'preview.try' : 'preview.again')}
        </Button>
      </p>
      {failure !== null && <FailureNotice failure={failure} />}
      {tried !== undefined && !isCurrent && (
        <p className="notice" role="status">
          {t('preview.stale')}
        </p>
      )}
      {tried !== undefined && <Result of={tried} />}
    </Section>
  )
}

function Result({ of: { preview } }: { readonly of: Tried }) {
  const { t } = useTranslation('imports')
  const { records, events, refused, skipped, is_whole: isWhole, shown, problems } = preview
  return (
    <>
      <p role="status">
        <strong>{t('preview.counts', { records, events, refused })}</strong>
        {skipped > 0 && <small>{t('preview.skipped', { count: skipped })}</small>}
        {!isWhole && <small>{t('preview.early', { records })}</small>}
      </p>
      {preview.release !== null && <PreviewRelease of={preview.release} />}
      <PreviewProblems problems={problems} leftOut={preview.fields_left_out} />
      <h3>{t('preview.shown', { count: shown.length })}</h3>
      {shown.map((record, place) => (
        <PreviewRecord key={`${record.file} ${record.line}`} record={record} isOpen={place === 0} />
      ))}
    </>
  )
}
