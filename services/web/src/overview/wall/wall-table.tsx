import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { countSaid } from '#/overview/count-said.ts'
import { NUMBERS } from '#/overview/overview-search.ts'
import type { WallRows } from '#/overview/wall/wall-rows.ts'

export interface WallTableProps {
  readonly title: string
  readonly rows: WallRows
  /** What a row is headed by, where its label is not enough. */
  readonly head?: (key: string) => ReactNode
  readonly empty: string
}

/** Rows that fit, and how many do not. */
export function WallTable({ title, rows: { shown, rest }, head, empty }: WallTableProps) {
  const { t } = useTranslation('overview')
  return (
    <section className="wall-block">
      <h2>{title}</h2>
      {shown.length === 0 && <p>{empty}</p>}
      {shown.length > 0 && (
        <table>
          <thead>
            <tr>
              <td />
              {NUMBERS.map((name) => (
                <th key={name} scope="col">
                  {t(`number.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ key, label, numbers }) => (
              <tr key={key}>
                <th scope="row">{head?.(key) ?? label}</th>
                {NUMBERS.map((name) => (
                  <td key={name}>{countSaid(numbers[name])}</td>
                ))}
              </tr>
            ))}
            {rest.rows > 0 && (
              <tr className="wall-rest">
                <th scope="row">{t('wall.rest', { said: countSaid(rest.rows) })}</th>
                {NUMBERS.map((name) => (
                  <td key={name}>{countSaid(rest.numbers[name])}</td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      )}
    </section>
  )
}
