import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { LinkCard } from '#/subject/link-card.tsx'
import { linksQuery } from '#/subject/link-queries.ts'

export interface LinksSectionProps {
  readonly subjectId: string
}

/** Links of the subject with others, and those that are proposed. Nothing where there is none. */
export function LinksSection({ subjectId }: LinksSectionProps) {
  const { t } = useTranslation('link')
  const found = useInfiniteQuery(linksQuery(subjectId))
  const links = found.data?.pages.flatMap(({ items }) => items) ?? []
  if (found.data !== undefined && links.length === 0) return null
  return (
    <Section title={t('title')} aside={<small>{t('hint')}</small>}>
      <Asked of={found} />
      {links.map((link) => (
        <LinkCard key={`${link.named.subject_id} ${link.registered.subject_id}`} link={link} />
      ))}
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Section>
  )
}
