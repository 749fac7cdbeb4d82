import { useTranslation } from 'react-i18next'
import { NumberLink } from '#/overview/number-link.tsx'
import type { Overview } from '#/overview/overview-queries.ts'
import { Section } from '#/parts/section.tsx'
import { HealthMark } from '#/parts/health-mark.tsx'

/** How many sources are heard of, and how many are not. */
export function SourceSection({ overview: { sources } }: { readonly overview: Overview }) {
  const { t } = useTranslation('overview')
  const { t: word } = useTranslation('words')
  const isEmpty = sources.every(({ count }) => count === 0)
  return (
    <Section className="overview-card" title={t('sources.title')}>
      {isEmpty && <p className="overview-empty">{t('sources.empty')}</p>}
      <ul className="source-healths">
        {sources.map((row) => (
          <li key={row.health}>
            <HealthMark health={row.health} />
            <NumberLink
              counted={row}
              label={`${t('sources.title')} ${word(`health.${row.health}`)}`}
            />
            <small>{word(`health_hint.${row.health}`)}</small>
          </li>
        ))}
      </ul>
    </Section>
  )
}
