import { isGroupId } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import { RequestRefused } from '#/http/problem.ts'

/**
 * No fact is about the subject. A group of facts has warnings and alerts, and its facts are about
 * others.
 */
export function unknownSubject(subjectId: string): RequestRefused {
  if (!isGroupId(subjectId))
    return new RequestRefused('SUBJECT_UNKNOWN', 'no fact is about this subject')
  return new RequestRefused(
    'SUBJECT_IS_GROUP',
    'a group of facts that a rule looks at together: see /v1/warnings?subject_id= and ' +
      '/v1/alerts?subject_id=',
  )
}
