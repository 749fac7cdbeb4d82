import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actorSaid } from '#/parts/actor.ts'
import { RecordDrawer } from '#/parts/record-drawer.tsx'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { RedrivingsSection } from '#/sources/redrivings-section.tsx'
import type { RefusedWhole } from '#/sources/source-queries.ts'

/** What became of a refused input: its events, and each time that somebody sent it again. */
export function BecameSection({ entry }: { readonly entry: RefusedWhole }) {
  const { t } = useTranslation('sources')
  const { t: word } = useTranslation('words')
  const [opened, open] = useState<string>()
  const by = entry.redriven_by === null ? t('input.nobody') : actorSaid(entry.redriven_by, word)
  return (
    <>
      <Section title={t('input.became')}>
        {entry.state === 'held' && (
          <p>
            {entry.redrives === 0
              ? t('input.became_none')
              : t(`quarantine.outcome.${entry.outcome}`)}
          </p>
        )}
        {entry.redriven_at !== null && (
          <p>{t('input.taken_by', { actor: by, at: minuteOf(entry.redriven_at) })}</p>
        )}
        {(entry.state === 'dismissed' || entry.state === 'superseded') &&
          entry.ended_at !== null && (
            <p>
              {t(`quarantine.outcome.${entry.outcome}`)} · {minuteOf(entry.ended_at)}
            </p>
          )}
        {entry.outcome === 'skipped' && <p>{t('input.became_skipped')}</p>}
        <ul>
          {entry.events.map(({ event_id, status }) => (
            <li key={event_id}>
              {t('input.event')}{' '}
              <button type="button" className="link" onClick={() => open(event_id)}>
                {event_id}
              </button>{' '}
              <span className="soft">{t(`input.event_status.${status ?? 'unknown'}`)}</span>
            </li>
          ))}
        </ul>
      </Section>
      <RedrivingsSection entry={entry} />
      <RecordDrawer eventId={opened} close={() => open(undefined)} />
    </>
  )
}
