import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { ImportCounts } from '#/imports/import-counts.tsx'
import { ImportProgress } from '#/imports/import-progress.tsx'
import { importQuery, isOpen, mayImport, type ImportRead } from '#/imports/import-queries.ts'
import { StopImport } from '#/imports/stop-import.tsx'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facts.css'
import '#/imports/imports.css'

/** One import: how far it is, what came of it, and what it holds back. */
export function ImportPage() {
  const { t } = useTranslation('imports')
  useTitle(t('one'))
  const { id } = useParams({ from: '/imports/$id' })
  const may = mayImport(useWho())
  const found = useQuery({ ...importQuery(id), enabled: may })
  return (
    <div className="imports sheet">
      <p>
        <Link to="/imports" search={{}}>
          ‹ {t('back')}
        </Link>
      </p>
      {!may && <p className="empty">{t('may_not')}</p>}
      {may && <Asked of={found} />}
      {found.data !== undefined && <Import of={found.data} />}
    </div>
  )
}

function Import({ of }: { readonly of: ImportRead }) {
  const { t } = useTranslation('imports')
  return (
    <>
      <h1>{of.file}</h1>
      <p role="status" className="import-now">
        <span className={`import-state import-${of.state}`}>{t(`state.${of.state}`)}</span>{' '}
        <span className="soft">{t(`state_hint.${of.state}`)}</span>
      </p>
      <ImportProgress of={of} />
      {of.message !== null && <p className="notice">{of.message}</p>}
      {of.code !== null && <p>{t('code', { code: of.code })}</p>}
      {of.nothing_new && <p className="notice">{t('nothing_new')}</p>}
      {of.holds_back.length > 0 && (
        <p className="notice">{t('holds_back', { sources: of.holds_back.join(', ') })}</p>
      )}
      {of.stop_ordered && isOpen(of) && <p className="notice">{t('stop.ordered')}</p>}
      <ImportCounts of={of} />
      <Section title={t('about')}>
        <dl className="facts">
          <dt>{t('mapping')}</dt>
          <dd>
            {of.mapping}{' '}
            {of.mapping_version !== null && t('version', { version: of.mapping_version })}
          </dd>
          <dt>{t('sources')}</dt>
          <dd>
            {of.sources.map((source) => (
              <Link key={source} to="/sources/source" search={{ source }}>
                {source}
              </Link>
            ))}
          </dd>
          <dt>{t('begun')}</dt>
          <dd>
            <TimeSaid at={of.begun_at} />
          </dd>
          {of.ended_at !== null && (
            <>
              <dt>{t('ended')}</dt>
              <dd>
                <TimeSaid at={of.ended_at} />
              </dd>
            </>
          )}
          <dt>{t('by')}</dt>
          <dd>{of.ordered_by ?? t('by_command')}</dd>
          <dt>{t('hash')}</dt>
          <dd>
            <code>{of.file_hash}</code>
          </dd>
        </dl>
      </Section>
      {isOpen(of) && !of.stop_ordered && <StopImport id={of.import_id} />}
    </>
  )
}
