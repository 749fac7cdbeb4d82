import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { explanationQuery, type AlertRead, type Explained } from '#/alert/alert-queries.ts'
import { KeptFrom } from '#/alert/kept-from.tsx'
import { comparedSaid, valueSaid } from '#/alert/measured.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { Asked } from '#/parts/asked.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'

export type WarningRead = AlertRead['warnings'][number]

export interface WhySectionProps {
  readonly alert: AlertRead
  /** Which of its warnings is explained; undefined where it gathered none. */
  readonly warning: WarningRead | undefined
  readonly choose: (warningId: string) => void
}

/** Why it was raised, in a sentence; what was measured; what would have kept it from being. */
export function WhySection({ alert, warning, choose }: WhySectionProps) {
  const { t } = useTranslation('alert')
  return (
    <Section title={t('why.title')} className="alert-why">
      {alert.warnings.length > 1 && (
        <Warnings alert={alert} chosen={warning?.warning_id} choose={choose} />
      )}
      {warning === undefined ? (
        <p className="alert-sentence">
          {t('why.raised_by_hand')} {alert.happened !== null && said(alert.happened)}
        </p>
      ) : (
        <Why alert={alert} warningId={warning.warning_id} />
      )}
    </Section>
  )
}

function Warnings({
  alert,
  chosen,
  choose,
}: {
  readonly alert: AlertRead
  readonly chosen: string | undefined
  readonly choose: (warningId: string) => void
}) {
  const { t } = useTranslation('alert')
  return (
    <p>
      <label>
        {t('why.other_warnings', { count: alert.warnings.length })}{' '}
        <select value={chosen} onChange={({ target }) => choose(target.value)}>
          {alert.warnings.map(({ warning_id, anchor_at, standing }) => (
            <option key={warning_id} value={warning_id}>
              {t('why.warning_option', {
                at: minuteOf(anchor_at),
                state: t(standing ? 'why.standing' : 'why.withdrawn'),
              })}
            </option>
          ))}
        </select>
      </label>
      {alert.more_warnings && <small> {t('why.more_warnings')}</small>}
    </p>
  )
}

interface WhyProps {
  readonly alert: AlertRead
  readonly warningId: string
}

function Why({ alert, warningId }: WhyProps) {
  const found = useQuery(explanationQuery(warningId))
  const happened = alert.happened?.warning_id === warningId ? said(alert.happened) : undefined
  return (
    <Asked of={found}>
      {(explained) => <Explanation explained={explained} happened={happened} />}
    </Asked>
  )
}

interface ExplanationProps {
  readonly explained: Explained
  /** The server's own sentence, of the warning that came last. */
  readonly happened: string | undefined
}

function Explanation({ explained, happened }: ExplanationProps) {
  const { t } = useTranslation('alert')
  const eventName = useEventNames()
  const { rule, standing, comparisons, awaited, not_judged, known_at, engine } = explained
  const measured = comparisons.map((one) => comparedSaid(one, t)).join(t('why.and'))
  return (
    <>
      {!standing && <p>{t('why.not_now')}</p>}
      {not_judged !== null && <p>{said(not_judged.text)}</p>}
      <p className="alert-sentence">
        {happened ?? t('why.by_rule', { rule: said(rule.title), measured })}
      </p>
      <table className="plain-table">
        <caption className="out-of-sight">{t('why.measured')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('why.what')}</th>
            <th scope="col">{t('why.value')}</th>
            <th scope="col">{t('why.threshold')}</th>
          </tr>
        </thead>
        <tbody>
          {comparisons.map((one) => (
            <tr key={one.what.en}>
              <th scope="row">{said(one.what)}</th>
              <td className="alert-measured">{valueSaid(one.value, one.unit, t)}</td>
              <td>
                {t(`why.needs_${one.relation}`, {
                  threshold: valueSaid(one.threshold, one.unit, t),
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <KeptFrom changes={explained.smallest_changes} />
      {awaited.length > 0 && (
        <p>
          {t('why.awaited')}:{' '}
          {awaited
            .map(({ event_type, state }) =>
              t(`why.awaited_${state}`, { event: eventName(event_type) }),
            )
            .join(t('why.and'))}
        </p>
      )}
      <small>
        {t('why.known_at', { clock: minuteOf(known_at.clock), position: known_at.position })} ·{' '}
        {t(`why.engine_${engine}`)}
      </small>
    </>
  )
}
