import { Link } from '@tanstack/react-router'

/** A subject by its number, which opens its file. */
export function SubjectLink({ subjectId }: { readonly subjectId: string }) {
  return (
    <Link className="subject-link" to="/subjects/$subjectId" params={{ subjectId }}>
      {subjectId}
    </Link>
  )
}
