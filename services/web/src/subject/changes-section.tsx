import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { Section } from '#/parts/section.tsx'
import { ChangedFacts } from '#/subject/changed-facts.tsx'
import { ChangedStanding } from '#/subject/changed-standing.tsx'
import { momentSaid, type Moment } from '#/subject/moment.ts'
import { MomentField } from '#/subject/moment-field.tsx'
import { changesQuery, type ChangesRead, type Compared } from '#/subject/subject-queries.ts'
import { isNow, viewpointOf, type SubjectSearch } from '#/subject/subject-search.ts'
import '#/subject/moment.css'

export interface ChangesSectionProps {
  readonly subjectId: string
  readonly search: SubjectSearch
  readonly change: (search: Partial<SubjectSearch>) => void
  readonly open: (eventId: string) => void
}

/** What differs between another day and the moment that is looked at. */
export function ChangesSection({ subjectId, search, change, open }: ChangesSectionProps) {
  const { t } = useTranslation('subject')
  const at = viewpointOf(search)
  const { from_as_of, from_as_known_at } = search
  const hasFrom = from_as_of !== undefined || from_as_known_at !== undefined
  const compared: Compared = {
    from_as_of,
    from_as_known_at,
    to_as_of: at.as_of,
    to_as_known_at: at.as_known_at,
    by: at.by,
  }
  const found = useQuery({ ...changesQuery(subjectId, compared), enabled: hasFrom })
  return (
    <Section
      className="changes"
      title={t('changes.title')}
      aside={
        <Button
          size="small"
          onClick={() =>
            change({ compare: undefined, from_as_of: undefined, from_as_known_at: undefined })
          }
        >
          {t('changes.end')}
        </Button>
      }
    >
      <div className="changes-moments">
        <div className="changes-moment">
          <strong>{t('changes.from')}</strong>
          <label>
            {t('moment.as_of')}
            <MomentField
              label={t('changes.from_as_of')}
              moment={from_as_of}
              choose={(moment) => change({ from_as_of: moment })}
            />
          </label>
          <label>
            {t('moment.as_known_at')}
            <MomentField
              label={t('changes.from_as_known_at')}
              moment={from_as_known_at}
              choose={(moment) => change({ from_as_known_at: moment })}
            />
          </label>
        </div>
        <p>
          <strong>{t('changes.to')}</strong> {t('moment.as_of')} {orNow(at.as_of, t('moment.now'))}
          {t('comma')}
          {t('moment.as_known_at')} {orNow(at.as_known_at, t('moment.now'))}
          <small> {t('changes.to_hint')}</small>
        </p>
        {!isNow(at) && (
          <Button
            onClick={() =>
              change({
                from_as_of: at.as_of,
                from_as_known_at: at.as_known_at,
                as_of: undefined,
                as_known_at: undefined,
              })
            }
          >
            {t('changes.with_now')}
          </Button>
        )}
      </div>
      {!hasFrom && <p>{t('changes.choose')}</p>}
      {hasFrom && <Asked of={found} />}
      {hasFrom && found.data !== undefined && <Differences changes={found.data} open={open} />}
    </Section>
  )
}

interface DifferencesProps {
  readonly changes: ChangesRead
  readonly open: (eventId: string) => void
}

function Differences({ changes, open }: DifferencesProps) {
  const { t } = useTranslation('subject')
  const { counts, facts, licences, lists } = changes
  const isSame =
    Object.values(counts).every((count) => count === 0) &&
    facts.length + licences.length + lists.length === 0
  if (isSame) return <p role="status">{t('changes.same')}</p>
  return (
    <>
      <p role="status">{t('changes.counts', counts)}</p>
      <ChangedStanding changes={changes} open={open} />
      <ChangedFacts changes={changes} open={open} />
    </>
  )
}

function orNow(moment: Moment | undefined, now: string): string {
  return moment === undefined ? now : momentSaid(moment)
}
