import { useTranslation } from 'react-i18next'
import type { SourceHealth } from '@jianwei/services/server/source-health.ts'
import '#/parts/health-mark.css'

const SHAPES: Readonly<Record<SourceHealth, string>> = {
  fresh: 'M2 9l4 4 8-10',
  late: 'M8 1a7 7 0 100 14A7 7 0 008 1zM8 4v5h4',
  silent: 'M3 3l10 10M13 3L3 13',
}

export interface HealthMarkProps {
  /** Null for refused input of which no source could be read. */
  readonly health: SourceHealth | null
}

/** How a source stands, by colour, shape and word. */
export function HealthMark({ health }: HealthMarkProps) {
  const { t } = useTranslation('words')
  const which = health ?? 'unnamed'
  return (
    <span className={`health-mark health-${which}`} title={t(`health_hint.${which}`)}>
      {health === null ? (
        <span aria-hidden="true">? </span>
      ) : (
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d={SHAPES[health]} fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>
      )}
      {t(`health.${which}`)}
    </span>
  )
}
