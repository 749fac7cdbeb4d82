import { useTranslation } from 'react-i18next'
import type { RefusedRead } from '#/sources/source-queries.ts'

const SHAPES = {
  waiting: '○',
  under_way: '◐',
  refused_again: '✕',
  accepted: '✓',
  duplicate: '=',
  skipped: '–',
  superseded: '↻',
  dismissed: '⊘',
} as const

/** What became of a refused input, by shape and word. */
export function OutcomeMark({ outcome }: { readonly outcome: RefusedRead['outcome'] }) {
  const { t } = useTranslation('sources')
  return (
    <span className={`outcome outcome-${outcome}`}>
      <span aria-hidden="true">{SHAPES[outcome]} </span>
      {t(`quarantine.outcome.${outcome}`)}
    </span>
  )
}
