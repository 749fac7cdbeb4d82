import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LevelMark } from '#/parts/level-mark.tsx'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import type { SubjectRead } from '#/subject/subject-queries.ts'

const SHORT = 8

/** Alerts that are open now, whatever day is looked at. */
export function AlertsSection({ subject }: { readonly subject: SubjectRead }) {
  const { t } = useTranslation('subject')
  const { t: word } = useTranslation('words')
  const { open_alerts: alerts, more_open_alerts: more } = subject
  return (
    <Section title={t('alerts.title')} aside={<small>{t('alerts.hint')}</small>}>
      {alerts.length === 0 && <p>{t('alerts.none')}</p>}
      <ul className="subject-list">
        {alerts.map((alert) => (
          <li key={alert.alert_id}>
            <LevelMark level={alert.level} />{' '}
            <Link to="/alerts/$alertId" params={{ alertId: alert.alert_id }}>
              {t('alerts.number', { number: alert.alert_id.slice(0, SHORT) })}
            </Link>{' '}
            {word(`state.${alert.state}`)}{' '}
            <span className="soft">
              {t('alerts.raised')} <TimeSaid at={alert.raised_at} />
            </span>
          </li>
        ))}
      </ul>
      {more && <p>{t('alerts.more', { count: alerts.length })}</p>}
      <p>
        <Link to="/desk" search={{ subject_id: subject.subject_id }}>
          {t('alerts.in_list')}
        </Link>
      </p>
    </Section>
  )
}
