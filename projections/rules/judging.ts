import { firstSecondCounted, selectionsOf, type Rule } from '#/rules/rule.ts'
import { subjectComparisonsOf } from '#/rules/subject-comparisons.ts'
import type { Judging } from '#/rules/versions-sql.ts'

/** What statements that read the facts of a rule's condition need to know of it. */
export function judgingOf(rule: Rule): Judging {
  const selections = selectionsOf(rule)
  const types = [...new Set(selections.flatMap(({ events }) => events))]
  return { types, comparisons: subjectComparisonsOf(selections), first_second: firstSecondCounted(rule) }
}
