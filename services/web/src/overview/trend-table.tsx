import { useTranslation } from 'react-i18next'
import { NumberLink } from '#/overview/number-link.tsx'
import type { Overview } from '#/overview/overview-queries.ts'
import { TREND } from '#/overview/trend-option.ts'

/** Each day of the trend, the newest first, each number with its list. */
export function TrendTable({ trend }: { readonly trend: Overview['trend'] }) {
  const { t } = useTranslation('overview')
  const last = trend.at(-1)?.day
  return (
    <div className="numbers-scroll" tabIndex={0} role="region" aria-label={t('trend.title')}>
      <table className="numbers-table">
        <caption className="out-of-sight">{t('trend.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('trend.day')}</th>
            {TREND.map((name) => (
              <th key={name} scope="col">
                {t(`trend.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {trend.toReversed().map((row) => (
            <tr key={row.day}>
              <th scope="row">
                {row.day} {row.day === last && <small>{t('trend.today')}</small>}
              </th>
              {TREND.map((name) => (
                <td key={name}>
                  <NumberLink counted={row[name]} label={`${row.day} ${t(`trend.${name}`)}`} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
