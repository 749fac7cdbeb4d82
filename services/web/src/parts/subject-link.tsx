/** A subject by its number, which opens its file. */
export function SubjectLink({ subjectId }: { readonly subjectId: string }) {
  return (
    <a className="subject-link" href={`/subjects/${encodeURIComponent(subjectId)}`}>
      {subjectId}
    </a>
  )
}
