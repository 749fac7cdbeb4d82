import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { dayOf } from '#/parts/times.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import type { SubjectFound } from '#/subject/subject-queries.ts'
import '#/parts/facts.css'
import { regionSaid } from '#/parts/region-said.ts'

export interface FoundSubjectsProps<Found extends SubjectFound> {
  readonly subjects: readonly Found[]
  /** Why one was found, where there is more to say than its name and number. */
  readonly because?: (found: Found) => ReactNode
}

/** Subjects in the order of their ids, each of which opens its file. */
export function FoundSubjects<Found extends SubjectFound>({
  subjects,
  because,
}: FoundSubjectsProps<Found>) {
  const { t } = useTranslation('subject')
  if (subjects.length === 0) return null
  return (
    <table className="plain-table subject-found">
      <thead>
        <tr>
          <th scope="col">{t('find.subject')}</th>
          <th scope="col">{t('region')}</th>
          <th scope="col">{t('find.first')}</th>
          <th scope="col">{t('find.last')}</th>
          <th scope="col">{t('find.versions')}</th>
          {because !== undefined && <th scope="col">{t('number.matches')}</th>}
        </tr>
      </thead>
      <tbody>
        {subjects.map((found) => (
          <tr key={found.subject_id}>
            <th scope="row">
              <Link to="/subjects/$subjectId" params={{ subjectId: found.subject_id }}>
                {found.name ?? found.subject_id}
              </Link>
              {(found.masked ?? []).includes('name') && <MaskedMark />}
              {found.name !== null && <small> {found.subject_id}</small>}
            </th>
            <td>{found.region !== null && regionSaid(found.region)}</td>
            <td>{dayOf(found.first_occurred_at)}</td>
            <td>{dayOf(found.last_occurred_at)}</td>
            <td>{found.versions}</td>
            {because !== undefined && <td>{because(found)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
