import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { BecameSection } from '#/sources/became-section.tsx'
import { OriginSaid } from '#/sources/origin-said.tsx'
import { OriginalSection } from '#/sources/original-section.tsx'
import { OutcomeMark } from '#/sources/outcome-mark.tsx'
import { ReasonsTable } from '#/sources/reasons-table.tsx'
import { RepairSection } from '#/sources/repair-section.tsx'
import { maySeeQuarantine, refusedQuery, type RefusedWhole } from '#/sources/source-queries.ts'
import { useRedrive } from '#/sources/use-redrive.ts'
import { useTitle } from '#/parts/use-title.ts'
import '#/parts/facts.css'
import '#/sources/sources.css'

/** One refused input: what was sent, why it was refused, what became of it, and the repair. */
export function RefusedInputPage() {
  const { t } = useTranslation('sources')
  useTitle(t('input.title'))
  const { id } = useParams({ from: '/sources/quarantine/$id' })
  const maySee = maySeeQuarantine(useWho())
  const found = useQuery({ ...refusedQuery(id), enabled: maySee })
  return (
    <div className="sources sheet">
      <p>
        <Link to="/sources/quarantine">‹ {t('quarantine.back')}</Link>
      </p>
      <h1>{t('input.title')}</h1>
      {!maySee && <p className="empty">{t('may_not_quarantine')}</p>}
      {maySee && <Asked of={found} />}
      {found.data !== undefined && <Refused key={id} entry={found.data} />}
    </div>
  )
}

function Refused({ entry }: { readonly entry: RefusedWhole }) {
  const { t } = useTranslation('sources')
  // Kept here, so that what came of it is still told once there is nothing more to do.
  const use = useRedrive(entry.quarantine_id)
  return (
    <>
      <p>
        <OutcomeMark outcome={entry.outcome} />
      </p>
      <dl className="facts">
        <dt>{t('source')}</dt>
        <dd>
          {entry.source === entry.channel ? (
            // The channel stands for a source that could not be read.
            <Link to="/sources/source" search={{ source: '' }}>
              {t('unnamed')}
            </Link>
          ) : (
            <Link to="/sources/source" search={{ source: entry.source }}>
              {entry.source}
            </Link>
          )}
        </dd>
        <dt>{t('input.origin')}</dt>
        <dd>
          <OriginSaid entry={entry} />
        </dd>
        {entry.mapping !== null && (
          <>
            <dt>{t('input.mapping')}</dt>
            <dd>{entry.mapping}</dd>
          </>
        )}
        <dt>{t('quarantine.received')}</dt>
        <dd>
          <TimeSaid at={entry.received_at} />
        </dd>
        <dt>{t('input.content_type')}</dt>
        <dd>{entry.content_type}</dd>
        <dt>{t('input.bytes')}</dt>
        <dd>{t('input.bytes_count', { count: entry.bytes_count })}</dd>
        <dt>{t('input.id')}</dt>
        <dd>{entry.quarantine_id}</dd>
      </dl>
      <Section title={t('input.reasons')}>
        <ReasonsTable reasons={entry.reasons} />
      </Section>
      <OriginalSection entry={entry} />
      <RepairSection entry={entry} use={use} />
      <BecameSection entry={entry} />
    </>
  )
}
