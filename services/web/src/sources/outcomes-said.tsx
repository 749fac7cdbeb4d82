import { useTranslation } from 'react-i18next'
import type { OrderRead } from '#/sources/group-queries.ts'

type Outcomes = OrderRead['outcomes']

/** How many inputs had, or would have, which end. */
export function OutcomesSaid({ outcomes }: { readonly outcomes: Outcomes }) {
  const { t } = useTranslation('sources')
  return (
    <span className="outcomes">
      {Object.entries(outcomes).map(([outcome, count]) => (
        <span key={outcome} className={`order-${outcome}`}>
          {/* The keys are those of the server's contract. */}
          {t(`orders.outcome.${outcome as keyof Outcomes}`, { count: count ?? 0 })}{' '}
        </span>
      ))}
    </span>
  )
}
