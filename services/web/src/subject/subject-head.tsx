import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { dayOf } from '#/parts/times.ts'
import { regionSaid } from '#/parts/region-said.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import type { SubjectRead } from '#/subject/subject-queries.ts'
import type { SubjectSearch } from '#/subject/subject-search.ts'

export interface SubjectHeadProps {
  readonly subject: SubjectRead
  readonly search: SubjectSearch
  readonly change: (search: Partial<SubjectSearch>) => void
}

/** Whose file it is, how much there is of it, and what can be done with it. */
export function SubjectHead({ subject, search, change }: SubjectHeadProps) {
  const { t } = useTranslation('subject')
  const { subject_id, name, region, versions } = subject
  return (
    <header className="subject-head">
      <h1>
        {name ?? subject_id}
        {(subject.masked ?? []).includes('name') && <MaskedMark />}
      </h1>
      <p className="soft">
        {name === null ? t('head.no_name') : `${t('head.id')} ${subject_id}`}
        {region !== null && ` · ${t('region')} ${regionSaid(region)}`} ·{' '}
        {t('head.span', {
          first: dayOf(subject.first_occurred_at),
          last: dayOf(subject.last_occurred_at),
          count: versions,
        })}
      </p>
      <p className="subject-row">
        <Button
          aria-pressed={search.compare === true}
          onClick={() =>
            change(
              search.compare === true
                ? { compare: undefined, from_as_of: undefined, from_as_known_at: undefined }
                : { compare: true },
            )
          }
        >
          {t('head.compare')}
        </Button>
        <a
          href={`/print/subjects/${encodeURIComponent(subject_id)}`}
          target="_blank"
          rel="noopener"
        >
          {t('head.print')}
        </a>
      </p>
    </header>
  )
}
