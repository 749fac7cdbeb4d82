import { useTranslation } from 'react-i18next'
import type { Overview } from '#/overview/overview-queries.ts'

type Health = Overview['sources'][number]['health']

const SHAPES: Readonly<Record<Health, string>> = {
  fresh: 'M2 9l4 4 8-10',
  late: 'M8 1a7 7 0 100 14A7 7 0 008 1zM8 4v5h4',
  silent: 'M3 3l10 10M13 3L3 13',
}

/** How a source stands, by colour, shape and word. */
export function HealthMark({ health }: { readonly health: Health }) {
  const { t } = useTranslation('overview')
  return (
    <span className={`health-mark health-${health}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[health]} fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
      {t(`sources.${health}`)}
    </span>
  )
}
