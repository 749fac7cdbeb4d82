import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CounterEvidenceView } from '@jianwei/services/server/views/counter-evidence-view.ts'
import { counterEvidenceQuery } from '#/alert/alert-queries.ts'
import type { Answer } from '#/api/ask.ts'
import { Asked } from '#/parts/asked.tsx'
import { dataInBrief } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { dayOf, minuteOf } from '#/parts/times.ts'

const FIELDS_IN_BRIEF = 3

export interface AgainstSectionProps {
  readonly alertId: string
  readonly open: (eventId: string) => void
}

/** What speaks against the alert. */
export function AgainstSection({ alertId, open }: AgainstSectionProps) {
  const { t } = useTranslation('alert')
  const found = useQuery(counterEvidenceQuery(alertId))
  return (
    <Section title={t('against.title')}>
      <Asked of={found} />
      {found.data !== undefined && <Against against={found.data} open={open} />}
    </Section>
  )
}

interface AgainstProps {
  readonly against: Answer<typeof CounterEvidenceView>
  readonly open: (eventId: string) => void
}

function Against({ against, open }: AgainstProps) {
  const { t } = useTranslation('alert')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  const { facts, more_facts, amended_evidence, amended_withheld, not_looked_at } = against
  return (
    <>
      {not_looked_at !== null && <p>{t(`against.${not_looked_at}`)}</p>}
      {not_looked_at === null && facts.length === 0 && (
        <p>{t('against.none', { since: dayOf(against.since) })}</p>
      )}
      <ol className="timeline">
        {facts.map(({ code, because, fact }) => (
          <li key={`${code} ${fact.fact_id}`}>
            <time dateTime={fact.occurred_at}>{minuteOf(fact.occurred_at)}</time>
            <span>
              <button type="button" className="link" onClick={() => open(fact.event_id)}>
                {eventName(fact.type)}
              </button>{' '}
              <strong>{said(because)}</strong>
              <br />
              <span className="soft">{dataInBrief(fact.data, field, FIELDS_IN_BRIEF)}</span>
            </span>
          </li>
        ))}
      </ol>
      {more_facts > 0 && <p>{t('against.more', { count: more_facts })}</p>}
      {amended_evidence.length > 0 && (
        <>
          <p>{t('against.amended')}:</p>
          <ul>
            {amended_evidence.map(({ event_id, amendment }) => (
              <li key={event_id}>
                <button type="button" className="link" onClick={() => open(event_id)}>
                  {t(`against.${amendment}`)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {amended_withheld > 0 && <p>{t('against.amended_withheld', { count: amended_withheld })}</p>}
      {against.more_warnings && <p>{t('against.more_warnings')}</p>}
    </>
  )
}
