import { saidBy, statedAttributes } from '#/subject-facts/attributes.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { subjectPathOf } from '#/rules/language/subject-fields.ts'

/** The facts, each beside the others of its subject, which say what the subject was. */
export function besideSubjects<Fact extends Omit<KnownFact, 'subject_value'>>(
  facts: readonly Fact[],
): (Fact & Pick<KnownFact, 'subject_value'>)[] {
  const bySubject = Map.groupBy(facts, (fact) => fact.subject_id)
  return facts.map((fact) => ({
    ...fact,
    subject_value: (field) =>
      subjectValue(bySubject.get(fact.subject_id) ?? [], fact.second, field),
  }))
}

/**
 * The slow and obvious meaning of `subject.…`: of the subject's facts up to and with a second that
 * give the attribute a value, the latest one's. Of several in one second, that with the greatest
 * id. `subject-states-sql.ts` must agree. Undefined where no fact says anything, or where the one
 * that does says that there is none.
 */
export function subjectValue(
  facts: readonly Omit<KnownFact, 'subject_value'>[],
  second: number,
  field: string,
): unknown {
  const { attribute, below } = subjectPathOf(field)
  const said = facts.flatMap((fact) => {
    const stated = statedAttributes
      .get(fact.content.type)
      ?.find((one) => one.attribute === attribute)
    const value =
      stated === undefined || fact.second > second ? undefined : saidBy(stated, fact.content)
    return value === undefined ? [] : [{ second: fact.second, fact_id: fact.fact_id, value }]
  })
  const latest = said.sort((a, b) => a.second - b.second || (a.fact_id < b.fact_id ? -1 : 1)).at(-1)
  let value = latest?.value
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
