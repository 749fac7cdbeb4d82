import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Result } from '#/rules/backtest/backtest-queries.ts'
import { intervalsOption, type Interval } from '#/rules/backtest/chart-options.ts'
import { FigureWithTable } from '#/rules/backtest/figure-with-table.tsx'
import { liftOf, shareOf, type Side } from '#/rules/backtest/found-rows.ts'
import { percent, whole } from '#/rules/rule-words.ts'

/** How many warnings came true, next to chance; and how many outcomes had one before. */
export function MeasureFigures({
  outcome,
  sides,
}: {
  readonly outcome: NonNullable<Result['outcome']>
  readonly sides: readonly Side[]
}) {
  const { t } = useTranslation('rules')
  const { ledger, hindsight, random, base_rate } = outcome
  const all = useMemo(
    () => [
      ...sides.map(({ name, measures }) => ({ name, measures })),
      { name: t('backtest.hindsight'), measures: hindsight },
      { name: t('backtest.random'), measures: random },
    ],
    [sides, hindsight, random, t],
  )
  const baseRate = useMemo(
    () => (base_rate === null ? [] : [{ ...base_rate, name: t('backtest.base_rate') }]),
    [base_rate, t],
  )
  const of = (share: 'precision' | 'recall'): readonly Interval[] =>
    all.flatMap(({ name, measures }) => shareOf(name, measures, share))
  return (
    <>
      <IntervalFigure
        title={t('backtest.precision')}
        rows={[...of('precision'), ...baseRate]}
        said={percent}
        note={t('backtest.decided', {
          decided: whole(ledger.decided),
          undecided: whole(ledger.undecided),
          outside: whole(ledger.outside_population.warnings),
        })}
      />
      <IntervalFigure
        title={t('backtest.lift')}
        rows={all.flatMap(({ name, measures }) => liftOf(name, measures))}
        said={times}
      />
      <IntervalFigure title={t('backtest.recall')} rows={of('recall')} said={percent} />
    </>
  )
}

function IntervalFigure({
  title,
  rows,
  said,
  note,
}: {
  readonly title: string
  readonly rows: readonly Interval[]
  readonly said: (value: number) => string
  readonly note?: string
}) {
  const { t } = useTranslation('rules')
  const numbers = JSON.stringify(rows)
  const option = useMemo(
    () =>
      intervalsOption(
        JSON.parse(numbers) as readonly Interval[],
        { value: t('backtest.value'), interval: t('backtest.interval') },
        said,
      ),
    [numbers, said, t],
  )
  if (rows.length === 0)
    return (
      <p>
        {title}: {t('backtest.nothing_to_tell')}
      </p>
    )
  return (
    <FigureWithTable
      title={title}
      option={option}
      columns={[t('backtest.of_what'), t('backtest.value'), t('backtest.interval')]}
      rows={rows.map(({ name, value, low, high }) => [
        name,
        said(value),
        low === null || high === null ? '—' : `${said(low)}–${said(high)}`,
      ])}
      note={note}
    />
  )
}

function times(lift: number): string {
  return lift.toFixed(2)
}
