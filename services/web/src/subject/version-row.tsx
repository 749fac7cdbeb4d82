import { useTranslation } from 'react-i18next'
import { dataInBrief } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { dayOf, minuteOf } from '#/parts/times.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import type { VersionRead } from '#/subject/subject-queries.ts'

const FIELDS_IN_BRIEF = 5

export interface VersionRowProps {
  readonly version: VersionRead
  readonly open: (eventId: string) => void
}

/** One version of a fact: when it happened, what it says, and from when until when it was known. */
export function VersionRow({ version, open }: VersionRowProps) {
  const { t } = useTranslation('subject')
  const { t: word } = useTranslation('words')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  const { version_kind, known_until, overtaken, reason, data, withheld, masked = [] } = version
  const isEnded = known_until !== null
  return (
    <li className={isEnded ? 'version version-ended' : 'version'}>
      <time dateTime={version.occurred_at} title={minuteOf(version.occurred_at)}>
        {dayOf(version.occurred_at)}
      </time>
      <div>
        <button type="button" className="link" onClick={() => open(version.event_id)}>
          {eventName(version.type)}
        </button>{' '}
        {version_kind !== 'original' && (
          <em className={`version-kind version-${version_kind}`}>{t(`kind.${version_kind}`)}</em>
        )}{' '}
        {version.unit?.name ?? version.department}
        {data !== null && (
          <p className="version-brief">{dataInBrief(data, field, FIELDS_IN_BRIEF)}</p>
        )}
        {reason !== null && <p>{t('history.reason', { reason })}</p>}
        {known_until !== null && (
          <p className="version-note">{t('history.until', { time: minuteOf(known_until.at) })}</p>
        )}
        {overtaken && <p className="version-note">{t('history.overtaken')}</p>}
        {withheld > 0 && (
          <p className="version-note">{t('history.withheld', { count: withheld })}</p>
        )}
        {masked.length > 0 && (
          <p className="version-note">
            {t('history.masked', { count: masked.length })}
            <MaskedMark open={() => open(version.event_id)} />
          </p>
        )}
        <small className="soft">
          {word('time.reported')} {minuteOf(version.reported_at)} · {word('time.recorded')}{' '}
          {minuteOf(version.recorded_at)} · {version.source}
        </small>
      </div>
    </li>
  )
}
