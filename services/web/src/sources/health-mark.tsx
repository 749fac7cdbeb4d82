import { useTranslation } from 'react-i18next'
import type { SourceRead } from '#/sources/source-queries.ts'

const SHAPES = { fresh: '●', late: '◐', silent: '○', unnamed: '?' } as const

/** Whether a source is on time, by shape, colour and word. */
export function HealthMark({ health }: { readonly health: SourceRead['health'] }) {
  const { t } = useTranslation('sources')
  const which = health ?? 'unnamed'
  return (
    <span className={`health health-${which}`} title={t(`health_hint.${which}`)}>
      <span aria-hidden="true">{SHAPES[which]} </span>
      {t(`health_word.${which}`)}
    </span>
  )
}
