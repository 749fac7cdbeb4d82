import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Measured } from '#/rules/backtest/backtest-queries.ts'
import { barsOption } from '#/rules/backtest/chart-options.ts'
import { FigureWithTable } from '#/rules/backtest/figure-with-table.tsx'
import { leadBins } from '#/rules/backtest/found-rows.ts'
import { whole } from '#/rules/rule-words.ts'

/** How long before the outcome the true warnings were known. */
export function LeadFigure({ measures }: { readonly measures: Measured }) {
  const { t } = useTranslation('rules')
  const bins = useMemo(() => leadBins(measures), [measures])
  const option = useMemo(
    () =>
      barsOption(
        bins.map(([days]) => days),
        [{ name: t('backtest.lead.count'), values: bins.map(([, count]) => count) }],
      ),
    [bins, t],
  )
  if (bins.length === 0)
    return (
      <p>
        {t('backtest.lead.title')}: {t('backtest.nothing_to_tell')}
      </p>
    )
  return (
    <FigureWithTable
      title={t('backtest.lead.title')}
      option={option}
      columns={[t('backtest.lead.days'), t('backtest.lead.count')]}
      rows={bins.map(([days, count]) => [days, whole(count)])}
      note={measures.lead_time
        .map(({ quantile, days, low, high }) =>
          t('backtest.lead.quantile', {
            share: `${quantile * 100}%`,
            days: days.toFixed(1),
            low: low.toFixed(1),
            high: high.toFixed(1),
          }),
        )
        .join(' ')}
    />
  )
}
