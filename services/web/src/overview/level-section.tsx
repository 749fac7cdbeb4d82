import { useTranslation } from 'react-i18next'
import { NumberLink } from '#/overview/number-link.tsx'
import { NumbersTable } from '#/overview/numbers-table.tsx'
import type { Overview } from '#/overview/overview-queries.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import { LevelMark } from '#/parts/level-mark.tsx'
import { Section } from '#/parts/section.tsx'

export interface LevelSectionProps {
  readonly overview: Overview
  readonly number: NumberName
}

/** By level: by colour, shape and word. */
export function LevelSection({ overview, number }: LevelSectionProps) {
  const { t } = useTranslation('overview')
  const { t: word } = useTranslation('words')
  const aboutFacts = overview.duties_about_facts
  return (
    <Section className="overview-card" title={t('levels.title')}>
      <NumbersTable
        caption={t('levels.title')}
        column={t('levels.column')}
        number={number}
        rows={overview.levels.map((row) => ({
          ...row,
          key: row.level,
          label: word(`level.${row.level}`),
          head: <LevelMark level={row.level} />,
        }))}
      />
      {aboutFacts.count > 0 && (
        <p className="overview-note">
          {t('levels.about_facts')}{' '}
          <NumberLink counted={aboutFacts} label={t('levels.about_facts')} />
        </p>
      )}
    </Section>
  )
}
