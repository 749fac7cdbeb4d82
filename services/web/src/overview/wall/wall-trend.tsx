import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from '#/parts/chart.tsx'
import { DARK } from '#/overview/chart-colours.ts'
import { trendOption, trendSums } from '#/overview/trend-option.ts'
import { useUnit } from '#/overview/wall/use-screen.ts'
import type { WallViewProps } from '#/overview/wall/wall-regions.tsx'
import { wallRow, wallRows } from '#/overview/wall/wall-rows.ts'
import { WallTable } from '#/overview/wall/wall-table.tsx'
import { LevelMark, type Level } from '#/parts/level-mark.tsx'

const LETTERS = 1.7

/** What came and was closed, by day, and what there is of each level. */
export function WallTrend({ overview: { trend, levels }, number }: WallViewProps) {
  const { t } = useTranslation('overview')
  const { t: word } = useTranslation('words')
  const size = useUnit() * LETTERS
  const sums = trendSums(trend)
  const option = useMemo(
    () => trendOption(trend, (name) => t(`trend.${name}`), { colours: DARK, size }),
    [trend, t, size],
  )
  const rows = levels.map((row) => wallRow(row.level, word(`level.${row.level}`), row))
  return (
    <>
      <section className="wall-block wall-drawing">
        <h2>
          {t('trend.title')} · {t('tools.last_days', { count: trend.length })}
        </h2>
        <Chart
          className="trend-chart"
          hasPatterns
          option={option}
          label={t('trend.describe', {
            days: trend.length,
            warnings: sums.warnings_raised,
            raised: sums.alerts_raised,
            closed: sums.alerts_closed,
          })}
        />
      </section>
      <WallTable
        title={t('levels.title')}
        // In the order of the levels, gravest first, whatever their numbers.
        rows={{ ...wallRows(rows, { room: rows.length, number }), shown: rows }}
        head={(level) => <LevelMark level={level as Level} />}
        empty={t('wall.none')}
      />
    </>
  )
}
