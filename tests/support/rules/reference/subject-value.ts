import { saidBy, statedAttributes } from '@jianwei/projections/subject-facts/attributes.ts'
import { decidingStatement, rankOf } from '@jianwei/events/authority/decision.ts'
import { authorityOf } from '@jianwei/projections/rules/facts/authorities.ts'
import type { Known } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import type { KnownFact } from '@jianwei/projections/rules/facts/known-fact.ts'
import { subjectPathOf } from '@jianwei/projections/rules/language/subject-fields.ts'

/** The facts, each beside the others of its subject, which say what the subject was. */
export function besideSubjects<Fact extends Omit<KnownFact, 'subject_value' | 'rank_for'>>(
  facts: readonly Fact[],
  known: Known,
): (Fact & Pick<KnownFact, 'subject_value' | 'rank_for'>)[] {
  const bySubject = Map.groupBy(facts, (fact) => fact.subject_id)
  return facts.map((fact) => ({
    ...fact,
    subject_value: (field) =>
      subjectValue(bySubject.get(fact.subject_id) ?? [], fact.second, field, known),
    rank_for: (attribute) =>
      rankOf(authorityOf(attribute, known), { source: fact.source, region: fact.content.region }),
  }))
}

/**
 * The slow and obvious meaning of `subject.…`: of the subject's facts up to and with a second that
 * give the attribute a value, that of the highest source as known, of its facts the latest one's.
 * Of several in one second, that with the greatest id. `subject-states-sql.ts` must agree.
 * Undefined where no fact says anything, or where the one that does says that there is none.
 */
export function subjectValue(
  facts: readonly Omit<KnownFact, 'subject_value' | 'rank_for'>[],
  second: number,
  field: string,
  known: Known,
): unknown {
  const { attribute, below } = subjectPathOf(field)
  const said = facts.flatMap((fact) => {
    const stated = statedAttributes
      .get(fact.content.type)
      ?.find((one) => one.attribute === attribute)
    const value =
      stated === undefined || fact.second > second ? undefined : saidBy(stated, fact.content)
    if (value === undefined) return []
    const { source, fact_id, content } = fact
    return [{ source, region: content.region, second: fact.second, fact_id, value }]
  })
  let value = decidingStatement(authorityOf(attribute, known), said)?.value
  for (const name of below) {
    if (
      typeof value !== 'object' ||
      value === null ||
      Array.isArray(value) ||
      !Object.hasOwn(value, name)
    )
      return undefined
    // Read by its own key, just found.
    value = (value as Record<string, unknown>)[name]
  }
  return value ?? undefined
}
