import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { factsThatCount } from '#/rules/facts/rule-facts.ts'
import { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { SubjectStates } from '#/rules/facts/subject-states.ts'
import type { Rule } from '#/rules/rule.ts'

/**
 * The facts, as known, that rules look at together: of one subject, or of one group. What several
 * rules need of them is worked out once.
 */
export class FactsTogether {
  /** Of the subject or of the group. */
  readonly subject_id: string
  readonly facts: readonly KnownFact[]
  readonly #known: Known
  #series: FactSeries | undefined
  #states: SubjectStates | undefined

  constructor(subject_id: string, facts: readonly KnownFact[], known: Known) {
    this.subject_id = subject_id
    this.facts = facts
    this.#known = known
  }

  /** All of them in order. */
  get series(): FactSeries {
    this.#series ??= FactSeries.of(this.facts)
    return this.#series
  }

  /** Of a subject: what `subject.…` means. */
  get states(): SubjectStates {
    this.#states ??= new SubjectStates(this.facts, this.#known)
    return this.#states
  }

  /** Without those that lie before the rule's own time, where it says that they do not count. */
  countedBy(rule: Rule): FactSeries {
    const counted = factsThatCount(rule, this.facts)
    return counted === this.facts ? this.series : FactSeries.of(counted)
  }
}
