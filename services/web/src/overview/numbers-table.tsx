import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { countSaid } from '#/overview/count-said.ts'
import { NumberLink } from '#/overview/number-link.tsx'
import type { Overview } from '#/overview/overview-queries.ts'
import { NUMBERS, type NumberName } from '#/overview/overview-search.ts'

export interface NumbersRow extends Pick<Overview, NumberName> {
  readonly key: string
  /** What the numbers are of, in plain words. */
  readonly label: string
  /** The same as it is shown, where it is more than the words. */
  readonly head?: ReactNode
}

export interface NumbersTableProps {
  readonly caption: string
  /** What the rows are. */
  readonly column: string
  readonly rows: readonly NumbersRow[]
  /** Which number the bars show. */
  readonly number: NumberName
  /** What found no row. */
  readonly rest?: { readonly label: string } & Readonly<Record<NumberName, number>>
}

/** The three numbers of each row, each of which opens its list. */
export function NumbersTable({ caption, column, rows, number, rest }: NumbersTableProps) {
  const { t } = useTranslation('overview')
  const most = Math.max(1, ...rows.map((row) => row[number].count))
  return (
    <div className="numbers-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="numbers-table">
        <caption className="out-of-sight">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{column}</th>
            {NUMBERS.map((name) => (
              <th key={name} scope="col" className={name === number ? 'numbers-chosen' : ''}>
                {t(`number.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.head ?? row.label}
                <span
                  className="numbers-bar"
                  style={{ width: `${(100 * row[number].count) / most}%` }}
                />
              </th>
              {NUMBERS.map((name) => (
                <td key={name}>
                  <NumberLink counted={row[name]} label={`${row.label} ${t(`number.${name}`)}`} />
                </td>
              ))}
            </tr>
          ))}
          {rest !== undefined && (
            <tr>
              <th scope="row">{rest.label}</th>
              {NUMBERS.map((name) => (
                <td key={name}>{countSaid(rest[name])}</td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
