import { Link } from '@tanstack/react-router'

export interface SubjectLinkProps {
  readonly subjectId: string
  /** What it is called, where that is known and may be told. */
  readonly name?: string | null
}

/** A subject by its name and number, which opens its file. */
export function SubjectLink({ subjectId, name = null }: SubjectLinkProps) {
  return (
    <Link className="subject-link" to="/subjects/$subjectId" params={{ subjectId }}>
      {name !== null && `${name} `}
      {subjectId}
    </Link>
  )
}
