import { useTranslation } from 'react-i18next'
import { NumberLink } from '#/overview/number-link.tsx'
import type { Overview } from '#/overview/overview-queries.ts'
import { NUMBERS } from '#/overview/overview-search.ts'

/** The three numbers of the whole. */
export function HeadNumbers({ overview }: { readonly overview: Overview }) {
  const { t } = useTranslation('overview')
  return (
    <ul className="head-numbers">
      {NUMBERS.map((name) => (
        <li key={name} className="overview-card">
          <span>{t(`number.${name}`)}</span>
          <NumberLink counted={overview[name]} label={t(`number.${name}`)} />
          <small>{t(`number_hint.${name}`, { days: overview.period.days })}</small>
        </li>
      ))}
    </ul>
  )
}
