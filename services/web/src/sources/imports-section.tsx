import { useTranslation } from 'react-i18next'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import type { SourceRead } from '#/sources/source-queries.ts'

/** Files that were brought in or are, and what waits for them. */
export function ImportsSection({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const { imports, last_import: last, warnings_waiting: waiting } = source
  return (
    <Section title={t('imports')}>
      {imports.length > 0 && (
        <>
          <p>{t('import_waits')}</p>
          {waiting > 0 && <p>{t('warnings_waiting', { count: waiting })}</p>}
          {imports.map((hold) => (
            <dl key={hold.import_id} className="facts">
              <dt>{t('import_file')}</dt>
              <dd>{hold.file}</dd>
              <dt>{t('import_mapping')}</dt>
              <dd>{hold.mapping}</dd>
              <dt>{t('import_since')}</dt>
              <dd>{minuteOf(hold.since)}</dd>
              <dt>{t('import_until')}</dt>
              <dd>{minuteOf(hold.until)}</dd>
            </dl>
          ))}
        </>
      )}
      {last === null ? (
        <p>{t('import_none')}</p>
      ) : (
        <>
          <h3>{t('import_last')}</h3>
          <dl className="facts">
            <dt>{t('import_file')}</dt>
            <dd>{last.file}</dd>
            <dt>{t('import_mapping')}</dt>
            <dd>{last.mapping}</dd>
            <dt>{t('import_state')}</dt>
            <dd>
              {t(`state.${last.state}`)} {last.code !== null && <code>{last.code}</code>}
            </dd>
            <dt>{t('import_began')}</dt>
            <dd>{minuteOf(last.began_at)}</dd>
            <dt>{t('import_changed')}</dt>
            <dd>{minuteOf(last.changed_at)}</dd>
          </dl>
        </>
      )}
    </Section>
  )
}
