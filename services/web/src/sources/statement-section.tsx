import { useTranslation } from 'react-i18next'
import { actorSaid } from '#/parts/actor.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { Section } from '#/parts/section.tsx'
import { dayOf, minuteOf } from '#/parts/times.ts'
import type { SourceRead } from '#/sources/source-queries.ts'

type Statement = NonNullable<SourceRead['statement']>
type Fed = Statement['never_feeds'][number]

/** What a source says that it sends, and where its data say otherwise. */
export function StatementSection({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const { t: word } = useTranslation('words')
  const { statement } = source
  return (
    <>
      <Section title={t('statement')}>
        {statement === null ? (
          <p>{t('statement_none')}</p>
        ) : (
          <>
            <p className="soft">
              {t('statement_by', {
                actor: actorSaid(statement.actor ?? '', word),
                at: minuteOf(statement.recorded_at),
              })}
              {statement.reason !== null && ` · ${statement.reason}`}
            </p>
            <ul>
              {statement.feeds.map((feed, index) => (
                // Two may say the same of other times.
                <li key={index}>
                  <strong>{t('feeds')}</strong> <FedSaid fed={feed} />
                  {feed.from !== null && ` ${t('feeds_from', { day: dayOf(feed.from) })}`}
                  {feed.until !== null && ` ${t('feeds_until', { day: dayOf(feed.until) })}`}
                </li>
              ))}
              {statement.never_feeds.map((fed, index) => (
                <li key={index}>
                  <strong>{t('never_feeds')}</strong> <FedSaid fed={fed} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Section>
      {statement !== null && <Contradictions source={source} />}
    </>
  )
}

function FedSaid({ fed }: { readonly fed: Fed }) {
  const { t } = useTranslation('sources')
  const eventName = useEventNames()
  const { departments, regions } = fed
  const whose = [
    ...(departments === null ? [] : [`${t('of_departments')} ${departments.join('、')}`]),
    ...(regions === null ? [] : [`${t('of_regions')} ${regions.join('、')}`]),
  ]
  return (
    <>
      {fed.event_types.map(eventName).join('、')}
      <small className="soft">{whose.length === 0 ? t('of_everybody') : whose.join(' · ')}</small>
    </>
  )
}

function Contradictions({ source }: { readonly source: SourceRead }) {
  const { t } = useTranslation('sources')
  const eventName = useEventNames()
  const { contradictions } = source
  return (
    <Section title={t('contradictions')}>
      {contradictions.length === 0 && <p>{t('contradictions_none')}</p>}
      <ul>
        {contradictions.map(({ code, event_type, events, departments, regions }) => (
          <li key={`${code} ${event_type}`}>
            <strong>{t(`contradiction.${code}`)}</strong> {eventName(event_type)}{' '}
            {events > 0 && t('events_count', { count: events })}
            <small className="soft">{[...departments, ...regions].join('、')}</small>
          </li>
        ))}
      </ul>
    </Section>
  )
}
