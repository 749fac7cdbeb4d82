import { useTranslation } from 'react-i18next'
import { NumbersTable } from '#/overview/numbers-table.tsx'
import type { Overview } from '#/overview/overview-queries.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import { Section } from '#/parts/section.tsx'

export interface DomainSectionProps {
  readonly overview: Overview
  readonly number: NumberName
}

/** By whose rules. */
export function DomainSection({ overview: { domains }, number }: DomainSectionProps) {
  const { t } = useTranslation('overview')
  const domainName = useDomainWords()
  return (
    <Section className="overview-card" title={t('domains.title')}>
      {domains.length === 0 ? (
        <p className="overview-empty">{t('domains.empty')}</p>
      ) : (
        <NumbersTable
          caption={t('domains.title')}
          column={t('domains.column')}
          number={number}
          rows={domains.map((row) => ({
            ...row,
            key: row.domain ?? '',
            label: row.domain === null ? t('domains.none') : domainName(row.domain),
          }))}
        />
      )}
    </Section>
  )
}
