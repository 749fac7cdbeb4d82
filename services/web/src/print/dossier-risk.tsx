import { useTranslation } from 'react-i18next'
import { LevelMark } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { dayOf, minuteOf } from '#/parts/times.ts'
import type { Dossier } from '#/print/dossier-queries.ts'

/** The class that a department gave, the scores and what they are made of, warnings that hold. */
export function DossierRisk({ dossier }: { readonly dossier: Dossier }) {
  const { t } = useTranslation('print')
  const { credit_class, scores, standing_warnings, not_judged } = dossier.risk
  return (
    <section>
      <h2>{t('risk.title')}</h2>
      <p>
        {credit_class === null
          ? t('risk.no_class')
          : t('risk.class', { value: credit_class.value, day: dayOf(credit_class.occurred_at) })}
      </p>
      {scores.map((score) => (
        <div key={score.rule_id}>
          <p>
            {t('risk.score', {
              rule: said(score.title),
              version: score.rule_version,
              score: score.score,
              band: score.band,
            })}
          </p>
          {score.contributions === null && <p>{t('risk.too_many')}</p>}
          <ul>
            {score.contributions?.map(({ indicator, title, points, facts }) => (
              <li key={indicator}>
                {t('risk.part', { indicator: said(title), points, facts: facts.length })}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {standing_warnings.length === 0 && <p>{t('risk.no_warnings')}</p>}
      <ul>
        {standing_warnings.map(({ warning_id, level, title, anchor_at }) => (
          <li key={warning_id}>
            <LevelMark level={level} />{' '}
            {t('risk.warning', { rule: said(title), time: minuteOf(anchor_at) })}
          </li>
        ))}
      </ul>
      {not_judged.length > 0 && (
        <p>
          {t('risk.not_judged', {
            rules: not_judged.map(({ title }) => said(title)).join(t('semicolon')),
          })}
        </p>
      )}
    </section>
  )
}

/** Alerts that are not closed. */
export function DossierAlerts({ dossier }: { readonly dossier: Dossier }) {
  const { t } = useTranslation(['print', 'words'])
  const { open_alerts, more_open_alerts } = dossier.detail
  const titles = new Map(
    dossier.risk.standing_warnings.map(({ rule_id, title }) => [rule_id, said(title)]),
  )
  // A rule that warns no more is known by its id alone.
  const ruleName = (id: string | null): string =>
    id === null ? t('alerts.lead') : (titles.get(id) ?? id)
  return (
    <section>
      <h2>{t('alerts.title')}</h2>
      {open_alerts.length === 0 && <p>{t('alerts.none')}</p>}
      {open_alerts.length > 0 && (
        <table className="paper-list">
          <thead>
            <tr>
              <th scope="col">{t('field.level')}</th>
              <th scope="col">{t('field.raised_at')}</th>
              <th scope="col">{t('field.state')}</th>
              <th scope="col">{t('field.rule')}</th>
            </tr>
          </thead>
          <tbody>
            {open_alerts.map((alert) => (
              <tr key={alert.alert_id}>
                <td>
                  <LevelMark level={alert.level} />
                </td>
                <td className="paper-time">{minuteOf(alert.raised_at)}</td>
                <td>{t(`words:state.${alert.state}`)}</td>
                <td>
                  {ruleName(alert.rule_id)}
                  <small>{alert.alert_id}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more_open_alerts && <p>{t('alerts.more', { number: open_alerts.length })}</p>}
    </section>
  )
}
