import type { RuleException } from '#/rules/exceptions.ts'
import { holdsWhere, selects } from '#/rules/filter-predicate.ts'
import type { KnownFact } from '#/rules/known-fact.ts'
import { subjectValue } from '#/rules/subject-value.ts'

/** The name of the first exception that holds for a warning of which the anchor lies in `second`, over the facts of its subject; null for none. */
export function suppressedBy(
  exceptions: readonly RuleException[],
  facts: readonly KnownFact[],
  second: number,
): string | null {
  const holding = exceptions.find(({ when }) => {
    if (when.by === 'subject') return holdsWhere(when.filter, (field) => subjectValue(facts, second, field))
    return facts.some(
      (fact) => selects(when.of, fact) && fact.second > second - when.within_seconds && fact.second <= second,
    )
  })
  return holding?.name ?? null
}
