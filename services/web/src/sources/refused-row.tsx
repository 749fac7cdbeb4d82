import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { TimeSaid } from '#/parts/time-said.tsx'
import { OriginSaid } from '#/sources/origin-said.tsx'
import { OutcomeMark } from '#/sources/outcome-mark.tsx'
import { reasonName } from '#/parts/reason-name.ts'
import type { RefusedRead } from '#/sources/source-queries.ts'

/** A refused input in the list: why, whose, when, and what became of it. */
export function RefusedRow({ entry }: { readonly entry: RefusedRead }) {
  const { t } = useTranslation('sources')
  const [first, ...others] = entry.reasons
  return (
    <li>
      <div className="refused-head">
        <Link to="/sources/quarantine/$id" params={{ id: entry.quarantine_id }}>
          {first === undefined ? entry.quarantine_id : reasonName(first.code, t)}
        </Link>
        {first !== undefined && first.path !== '' && <code>{first.path}</code>}
        <OutcomeMark outcome={entry.outcome} />
      </div>
      {others.length > 0 && (
        <small className="soft">{t('quarantine.more_reasons', { count: others.length })}</small>
      )}
      <small className="soft">
        {entry.source === entry.channel ? t('unnamed') : entry.source} ·{' '}
        <OriginSaid entry={entry} /> · {t('quarantine.received')}{' '}
        <TimeSaid at={entry.received_at} />
        {entry.redrives > 0 && ` · ${t('quarantine.attempts', { count: entry.redrives })}`}
      </small>
    </li>
  )
}
