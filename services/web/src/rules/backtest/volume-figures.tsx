import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { dayOf } from '#/parts/times.ts'
import { barsOption } from '#/rules/backtest/chart-options.ts'
import { FigureWithTable } from '#/rules/backtest/figure-with-table.tsx'
import { monthsOf, weeksOf, type Side } from '#/rules/backtest/found-rows.ts'
import { whole } from '#/rules/rule-words.ts'

/** Warnings over time, and the work of a week. */
export function VolumeFigures({ sides }: { readonly sides: readonly Side[] }) {
  const { t } = useTranslation('rules')
  const months = useMemo(() => {
    const { categories, series } = monthsOf(sides)
    return { categories, series, option: barsOption(categories, series) }
  }, [sides])
  const [side] = sides
  const weeks = useMemo(() => (side === undefined ? [] : weeksOf(side.volume)), [side])
  const weekly = useMemo(
    () =>
      barsOption(
        weeks.map(({ begins }) => dayOf(begins)),
        [
          { name: t('backtest.week.warnings'), values: weeks.map(({ warnings }) => warnings) },
          { name: t('backtest.week.alerts'), values: weeks.map(({ alerts }) => alerts) },
        ],
      ),
    [weeks, t],
  )
  if (side === undefined) return null
  const { workload } = side.volume
  return (
    <>
      <FigureWithTable
        title={t('backtest.over_time')}
        option={months.option}
        columns={[t('backtest.month'), ...months.series.map(({ name }) => name)]}
        rows={months.categories.map((month, index) => [
          month,
          ...months.series.map(({ values }) => whole(values[index] ?? 0)),
        ])}
      />
      <FigureWithTable
        title={t('backtest.workload')}
        option={weekly}
        columns={[
          t('backtest.week.begins'),
          t('backtest.week.warnings'),
          t('backtest.week.alerts'),
        ]}
        rows={weeks.map(({ begins, warnings, alerts }) => [
          dayOf(begins),
          whole(warnings),
          whole(alerts),
        ])}
        note={[
          t('backtest.week.mean', {
            warnings: workload.warnings.mean.toFixed(1),
            alerts: workload.alerts.mean.toFixed(1),
            p95: whole(workload.warnings.p95),
          }),
          ...(workload.not_listed === 0
            ? []
            : [t('backtest.week.not_listed', { count: workload.not_listed })]),
        ].join(' ')}
      />
    </>
  )
}
