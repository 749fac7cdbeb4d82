import { rankOf } from '@jianwei/events/authority/decision.ts'
import type { AuthoritySource } from '@jianwei/events/authority/events.ts'
import { statedAttributes, type StatedAttribute } from '#/subject-facts/attributes.ts'
import { authorityOf } from '#/rules/facts/authorities.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { FactAlone, KnownFact } from '#/rules/facts/known-fact.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'
import { GivenFacts } from '#/rules/facts/series/given-facts.ts'
import { subjectPathOf } from '#/rules/language/subject-fields.ts'

/** From a second on, what is said of an attribute. */
interface AttributeState {
  readonly second: number
  readonly value: unknown
}

/**
 * What `subject.…` means, from the facts of one subject: of those up to and with a second that give
 * the attribute a value, that of the highest source as known, of its facts the latest one's. Of
 * several in one second, that with the greatest id. `subject-states-sql.ts` must agree.
 */
export class SubjectStates {
  readonly #facts: FactColumns
  readonly #known: Known
  readonly #states = new Map<string, readonly AttributeState[]>()

  constructor(facts: FactColumns, known: Known) {
    this.#facts = facts
    this.#known = known
  }

  /**
   * Undefined where no fact says anything, or where the one that does says that there is none.
   * `field`: `subject.address_operating.region`.
   */
  valueAt(second: number, field: string): unknown {
    const { attribute, below } = subjectPathOf(field)
    let value = lastUpTo(this.#statesOf(attribute), second)
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

  #statesOf(attribute: string): readonly AttributeState[] {
    const worked = this.#states.get(attribute)
    if (worked !== undefined) return worked
    const sources = authorityOf(attribute, this.#known)
    const { types, type_numbers, seconds } = this.#facts
    const statedBy = types.map((type) =>
      statedAttributes.get(type)?.find((one) => one.attribute === attribute),
    )
    const states: AttributeState[] = []
    let highest = -1
    for (let place = 0; place < type_numbers.length; place += 1) {
      const stated = statedBy[type_numbers[place]!]
      const value = stated === undefined ? undefined : this.#saidAt(place, stated)
      if (value === undefined) continue
      const rank = sources.length === 0 ? 0 : this.#rankAt(place, sources)
      if (rank < highest) continue
      highest = rank
      states.push({ second: seconds[place]!, value })
    }
    this.#states.set(attribute, states)
    return states
  }

  #saidAt(place: number, stated: StatedAttribute): unknown {
    switch (stated.by) {
      case 'type':
        return stated.value
      case 'field':
        return this.#facts.statedAt(place, stated.attribute)
      case 'region':
        return this.#facts.valueAt(place, 'region')
    }
  }

  #rankAt(place: number, sources: readonly AuthoritySource[]): number {
    const { source, content } = this.#facts.factAt(place)
    return rankOf(sources, { source, region: content.region })
  }
}

/** The facts, each beside the others of its subject, which say what the subject was. */
export function besideSubjects<Fact extends FactAlone>(
  facts: readonly Fact[],
  known: Known,
): (Fact & Pick<KnownFact, 'subject_value' | 'rank_for'>)[] {
  const states = new Map<string, SubjectStates>()
  for (const [subject_id, own] of Map.groupBy(facts, (fact) => fact.subject_id))
    states.set(subject_id, new SubjectStates(new GivenFacts(own), known))
  return facts.map((fact) => ({
    ...fact,
    subject_value: (field) => states.get(fact.subject_id)?.valueAt(fact.second, field),
    rank_for: (attribute) =>
      rankOf(authorityOf(attribute, known), { source: fact.source, region: fact.content.region }),
  }))
}

/** Of states in order the value of the last one up to and with a second. */
function lastUpTo(states: readonly AttributeState[], second: number): unknown {
  let [low, high] = [0, states.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((states[middle]?.second ?? 0) <= second) low = middle + 1
    else high = middle
  }
  return states[low - 1]?.value
}
