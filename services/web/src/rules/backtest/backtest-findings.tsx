import { useTranslation } from 'react-i18next'
import { said } from '#/parts/said.ts'
import { dayOf } from '#/parts/times.ts'
import { AgainstTable } from '#/rules/backtest/against-table.tsx'
import type { Result } from '#/rules/backtest/backtest-queries.ts'
import type { Side } from '#/rules/backtest/found-rows.ts'
import { LeadFigure } from '#/rules/backtest/lead-figure.tsx'
import { MeasureFigures } from '#/rules/backtest/measure-figures.tsx'
import { VolumeFigures } from '#/rules/backtest/volume-figures.tsx'
import { whole } from '#/rules/rule-words.ts'

/** What a backtest found: how much, how good, how early, and what was left out. */
export function BacktestFindings({ result }: { readonly result: Result }) {
  const { t } = useTranslation('rules')
  const { period, volume, outcome, against, not_judged, feed_outcomes, rule } = result
  const sides: readonly Side[] = [
    {
      name: t('version', { version: rule.rule_version }),
      volume,
      measures: outcome?.ledger ?? null,
    },
    ...(against === null
      ? []
      : [
          {
            name: t('backtest.against_version', { version: against.rule.rule_version }),
            volume: against.volume,
            measures: against.measures,
          },
        ]),
  ]
  return (
    <>
      <p>
        {said(rule.title)} ·{' '}
        {t('backtest.period', { from: dayOf(period.from), to: dayOf(period.to) })} ·{' '}
        {t(`backtest.engine.${rule.engine}`)}
      </p>
      <dl className="rules-numbers">
        {(['warnings', 'subjects', 'withdrawn_later'] as const).map((figure) => (
          <div key={figure}>
            <dt>{t(`backtest.figure.${figure}`)}</dt>
            <dd>{whole(volume[figure])}</dd>
          </div>
        ))}
      </dl>
      <VolumeFigures sides={sides} />
      {outcome === null ? (
        <p>{t('backtest.no_outcome')}</p>
      ) : (
        <>
          <MeasureFigures outcome={outcome} sides={sides} />
          <LeadFigure measures={outcome.ledger} />
        </>
      )}
      {against !== null && <AgainstTable against={against} />}
      {not_judged.length + feed_outcomes.length > 0 && (
        <>
          <h3>{t('backtest.not_judged')}</h3>
          <ul>
            {not_judged.map(({ outcome: name, code, facts }) => (
              <li key={`${name} ${code}`}>
                <code>
                  {name} {code}
                </code>{' '}
                {t('backtest.facts', { count: facts })}
              </li>
            ))}
            {feed_outcomes.map((one) => (
              <li key={`${one.outcome} ${one.event_types.join(' ')} ${one.source ?? ''}`}>
                {t(`backtest.feed.${one.outcome}`, {
                  types: one.event_types.join('、'),
                  count: one.warnings,
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
