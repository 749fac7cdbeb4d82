import type { EChartsCoreOption } from 'echarts/core'
import { useTranslation } from 'react-i18next'
import { Chart } from '#/parts/chart.tsx'
import { Wide } from '#/rules/wide.tsx'

export interface FigureProps {
  readonly title: string
  readonly option: EChartsCoreOption
  readonly columns: readonly string[]
  /** The same numbers: the first cell of a row names it. */
  readonly rows: readonly (readonly string[])[]
  readonly note?: string | undefined
}

/** A chart, and a table of its numbers. */
export function FigureWithTable({ title, option, columns, rows, note }: FigureProps) {
  const { t } = useTranslation('rules')
  return (
    <figure className="rules-figure">
      <figcaption>{title}</figcaption>
      <Chart className="rules-chart" drawnAs="svg" label={title} option={option} />
      {note !== undefined && <p className="soft">{note}</p>}
      <details>
        <summary>{t('backtest.table')}</summary>
        <Wide label={title} isShort>
          <table className="rules-table">
            <caption className="out-of-sight">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={columns[index + 1]} className="rules-number">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </details>
    </figure>
  )
}
