import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTitle } from '#/parts/use-title.ts'
import { SubjectFile } from '#/subject/subject-file.tsx'
import '#/parts/facts.css'
import '#/subject/subject.css'

/** `/subjects/$subjectId`: the file of one subject, at the moment that the address names. */
export function SubjectPage() {
  const { t } = useTranslation('subject')
  const { subjectId } = useParams({ from: '/subjects/$subjectId' })
  const search = useSearch({ from: '/subjects/$subjectId' })
  const navigate = useNavigate({ from: '/subjects/$subjectId' })
  useTitle(subjectId)
  return (
    <article className="subject">
      <Link to="/subjects">{t('back')}</Link>
      <SubjectFile
        // What is open belongs to one subject.
        key={subjectId}
        subjectId={subjectId}
        search={search}
        change={(changed) =>
          void navigate({
            search: (kept) => ({ ...kept, ...changed }),
            replace: true,
            resetScroll: false,
          })
        }
      />
    </article>
  )
}
