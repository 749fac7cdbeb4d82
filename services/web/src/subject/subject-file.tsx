import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { hasCode } from '#/api/failures.ts'
import { readsAlerts, useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { RecordDrawer } from '#/parts/record-drawer.tsx'
import { Section } from '#/parts/section.tsx'
import { AlertsSection } from '#/subject/alerts-section.tsx'
import { ChangesSection } from '#/subject/changes-section.tsx'
import { HistorySection } from '#/subject/history-section.tsx'
import { IdentitySection } from '#/subject/identity-section.tsx'
import { LicencesSection } from '#/subject/licences-section.tsx'
import { LinksSection } from '#/subject/links-section.tsx'
import { MomentPanel } from '#/subject/moment-panel.tsx'
import { RelationsSection } from '#/subject/relations-section.tsx'
import { RiskSection } from '#/subject/risk-section.tsx'
import { SubjectHead } from '#/subject/subject-head.tsx'
import { standingQuery, subjectQuery } from '#/subject/subject-queries.ts'
import { viewpointOf, type SubjectSearch, type Viewpoint } from '#/subject/subject-search.ts'

export interface SubjectFileProps {
  readonly subjectId: string
  readonly search: SubjectSearch
  readonly change: (search: Partial<SubjectSearch>) => void
}

/** All that is, or was, on record of a subject. */
export function SubjectFile({ subjectId, search, change }: SubjectFileProps) {
  const { t } = useTranslation('subject')
  const found = useQuery(subjectQuery(subjectId))
  const [opened, open] = useState<string>()
  const mayReadFiles = readsAlerts(useWho())
  const subject = found.data
  const at = viewpointOf(search)
  if (hasCode(found.error, 'SUBJECT_UNKNOWN'))
    return (
      <>
        <h1>{subjectId}</h1>
        <p>{t('unknown')}</p>
      </>
    )
  if (subject === undefined) return <Asked of={found} />
  return (
    <>
      <Asked of={found} />
      <SubjectHead subject={subject} search={search} change={change} />
      <MomentPanel
        at={at}
        first={subject.first_occurred_at}
        look={({ as_of, as_known_at, by }) =>
          change({ as_of, as_known_at, by: by === 'source' ? by : undefined })
        }
      />
      {search.compare === true && (
        <ChangesSection subjectId={subjectId} search={search} change={change} open={open} />
      )}
      <div className="subject-columns">
        <div className="subject-facts">
          <StandingSections subjectId={subjectId} at={at} open={open} />
          {mayReadFiles && <RiskSection subjectId={subjectId} at={at} open={open} />}
          {mayReadFiles && <AlertsSection subject={subject} />}
          {!mayReadFiles && (
            <Section title={t('risk.title')}>
              <p>{t('risk.not_yours')}</p>
            </Section>
          )}
          {mayReadFiles && <LinksSection subjectId={subjectId} />}
          <RelationsSection subjectId={subjectId} open={open} />
        </div>
        <HistorySection subject={subject} search={search} change={change} open={open} />
      </div>
      <RecordDrawer eventId={opened} close={() => open(undefined)} />
    </>
  )
}

interface StandingSectionsProps {
  readonly subjectId: string
  readonly at: Viewpoint
  readonly open: (eventId: string) => void
}

function StandingSections({ subjectId, at, open }: StandingSectionsProps) {
  const { t } = useTranslation('subject')
  const found = useQuery({ ...standingQuery(subjectId, at), placeholderData: keepPreviousData })
  const standing = found.data
  if (standing === undefined) return <Asked of={found} />
  return (
    <div aria-busy={found.isPlaceholderData}>
      <Asked of={found} />
      {standing.notice !== undefined && (
        <Alert type="info" showIcon title={t('beyond')} description={standing.notice.message} />
      )}
      <IdentitySection standing={standing} at={at} open={open} />
      <LicencesSection standing={standing} open={open} />
    </div>
  )
}
