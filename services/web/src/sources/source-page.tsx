import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { ImportsSection } from '#/sources/imports-section.tsx'
import { RefusalsSection } from '#/sources/refusals-section.tsx'
import { DelaySaid, VolumeSaid } from '#/sources/source-figures.tsx'
import { sourceQuery, type SourceRead } from '#/sources/source-queries.ts'
import { SourceTitle } from '#/sources/source-title.tsx'
import { StatementSection } from '#/sources/statement-section.tsx'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facts.css'
import '#/sources/sources.css'
import { HealthMark } from '#/parts/health-mark.tsx'

/** One source, whole. */
export function SourcePage() {
  const { t } = useTranslation('sources')
  useTitle(t('title'))
  const { source } = useSearch({ from: '/sources/source' })
  const found = useQuery(sourceQuery(source))
  return (
    <div className="sources sheet">
      <p>
        <Link to="/sources">‹ {t('back')}</Link>
      </p>
      <Asked of={found} />
      {found.data === null && (
        <>
          <h1>{t('title')}</h1>
          <p className="empty">{t('gone', { source })}</p>
        </>
      )}
      {found.data != null && <Source source={found.data} />}
    </div>
  )
}

function Source({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const { t: word } = useTranslation('words')
  return (
    <>
      <h1>
        <SourceTitle source={source} />
      </h1>
      <p>
        <HealthMark health={source.health} />{' '}
        {source.health !== null && (
          <span className="soft">{word(`health_hint.${source.health}`)}</span>
        )}
      </p>
      <Section title={t('volume')}>
        <dl className="facts">
          <dt>{t('events')}</dt>
          <dd>
            <VolumeSaid source={source} />
          </dd>
          <dt>{t('last_recorded')}</dt>
          <dd>
            <TimeOrNever at={source.last_recorded_at} kind="recorded" />
          </dd>
          <dt>{t('newest')}</dt>
          <dd>
            <TimeOrNever at={source.last_occurred_at} kind="occurred" />
          </dd>
          <dt>{t('lateness')}</dt>
          <dd>
            <DelaySaid mean={source.recording_delay_s_mean} max={source.recording_delay_s_max} />
          </dd>
          <dt>{t('lateness_reported')}</dt>
          <dd>
            <DelaySaid mean={source.reporting_delay_s_mean} max={source.reporting_delay_s_max} />
          </dd>
          <dt>{t('department')}</dt>
          <dd>
            {source.department ?? t('not_said')}
            {source.unit !== null && source.unit.name !== source.department && (
              <small className="soft">{source.unit.name}</small>
            )}
          </dd>
          <dt>{t('license')}</dt>
          <dd>{source.license ?? t('not_said')}</dd>
        </dl>
      </Section>
      <RefusalsSection source={source} />
      <ImportsSection source={source} />
      <StatementSection source={source} />
      <ConflictsOfSource source={source} />
    </>
  )
}

/** What it was asked to look at because another source says otherwise. */
function ConflictsOfSource({ source: { source, conflicts_sent_back: count } }: OfSource) {
  const { t } = useTranslation('sources')
  return (
    <Section title={t('conflicts_sent_back')}>
      <p>
        <Link to="/sources/conflicts" search={{ returned_to: source, state: 'sent_back' }}>
          {t('conflicts_waiting', { count })}
        </Link>
      </p>
      <p>
        <Link to="/sources/conflicts" search={{ source }}>
          {t('conflicts_of')}
        </Link>
      </p>
    </Section>
  )
}

interface OfSource {
  readonly source: SourceRead
}

function TimeOrNever({
  at,
  kind,
}: {
  readonly at: string | null
  readonly kind: 'occurred' | 'recorded'
}) {
  const { t } = useTranslation('sources')
  return at === null ? t('never') : <TimeSaid at={at} kind={kind} />
}
