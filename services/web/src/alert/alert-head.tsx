import { useContext } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { dutiesQuery, type AlertRead } from '#/alert/alert-queries.ts'
import { ClockSaid } from '#/alert/clock-said.tsx'
import { useUnitNames } from '#/parts/unit-names.ts'
import { actorSaid } from '#/parts/actor.ts'
import { LevelMark } from '#/parts/level-mark.tsx'
import { HeadingLevel } from '#/parts/section.tsx'
import { SubjectLink } from '#/parts/subject-link.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'
import { minuteOf } from '#/parts/times.ts'
import { regionSaid } from '#/parts/region-said.ts'

const SHORT = 8

/** Which alert it is, how grave, where it stands, about whom, whose, and what is left. */
export function AlertHead({ alert }: { readonly alert: AlertRead }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const unitName = useUnitNames()
  const Heading = useContext(HeadingLevel) === 1 ? 'h1' : 'h2'
  const duties = useQuery(dutiesQuery(alert.alert_id)).data?.items
  return (
    <header className="alert-head">
      <Heading>
        {t('title')} <span className="alert-number">{alert.alert_id.slice(0, SHORT)}</span>
      </Heading>
      <p className="alert-marks">
        <LevelMark level={alert.level} />
        <strong className="alert-state">{word(`state.${alert.state}`)}</strong>
        {alert.closed_as !== null && <span>{word(`closing_reason.${alert.closed_as}`)}</span>}
        {alert.finding !== null && <span>{word(`finding.${alert.finding}`)}</span>}
        <ClockSaid alert={alert} duties={duties} />
      </p>
      <dl className="facts">
        <dt>{t('subject')}</dt>
        <dd>
          <SubjectLink subjectId={alert.subject_id} name={alert.subject_name} />
          {alert.region_name ?? (alert.region === null ? null : regionSaid(alert.region))}
        </dd>
        {alert.further_subjects.length > 0 && (
          <>
            <dt>{t('further_subjects')}</dt>
            <dd>
              {alert.further_subjects.map((subject) => (
                <SubjectLink key={subject} subjectId={subject} />
              ))}
            </dd>
          </>
        )}
        <dt>{t('unit')}</dt>
        <dd>{alert.unit === null ? t('no_unit') : unitName(alert.unit)}</dd>
        <dt>{t('owner')}</dt>
        <dd>{alert.owner === null ? t('no_owner') : actorSaid(alert.owner, word)}</dd>
        <dt>{t('raised_at')}</dt>
        <dd>
          <TimeSaid at={alert.raised_at} />
        </dd>
      </dl>
      <Standing alert={alert} />
      <small className="alert-id">{t('number', { number: alert.alert_id })}</small>
    </header>
  )
}

/** What holds of it for the time being. */
function Standing({ alert }: { readonly alert: AlertRead }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const { claimed_by, claimed_until, silenced_until, closing_proposed_by } = alert
  const { urged_by, supervised_by, merged_into, gathered_under, merged_alerts } = alert
  const isAhead = (time: string | null): time is string =>
    time !== null && Date.parse(time) > Date.now()
  const said = [
    claimed_by !== null &&
      isAhead(claimed_until) &&
      t('claimed', { who: actorSaid(claimed_by, word), until: minuteOf(claimed_until) }),
    isAhead(silenced_until) && t('silenced', { until: minuteOf(silenced_until) }),
    closing_proposed_by !== null &&
      t('closing_proposed', { who: actorSaid(closing_proposed_by, word) }),
    urged_by !== null && t('urged', { who: actorSaid(urged_by, word) }),
    supervised_by !== null && t('supervised', { who: actorSaid(supervised_by, word) }),
    alert.alerts_withheld > 0 && t('alerts_withheld', { count: alert.alerts_withheld }),
  ].filter((one) => one !== false)
  const company = [
    ...(merged_into === null ? [] : [{ text: t('merged_into'), ids: [merged_into] }]),
    ...(gathered_under === null ? [] : [{ text: t('gathered_under'), ids: [gathered_under] }]),
    ...(merged_alerts.length === 0 ? [] : [{ text: t('merged_alerts'), ids: merged_alerts }]),
  ]
  if (said.length + company.length === 0) return null
  return (
    <ul className="alert-standing">
      {said.map((one) => (
        <li key={one}>{one}</li>
      ))}
      {company.map(({ text, ids }) => (
        <li key={text}>
          {text}{' '}
          {ids.map((id) => (
            <Link key={id} to="/alerts/$alertId" params={{ alertId: id }}>
              {id.slice(0, SHORT)}
            </Link>
          ))}
        </li>
      ))}
    </ul>
  )
}
