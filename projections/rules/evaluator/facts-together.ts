import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'
import { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { EVER } from '#/rules/facts/series/seconds-span.ts'
import { SubjectStates } from '#/rules/facts/subject-states.ts'
import { firstSecondCounted } from '#/rules/language/rule-body.ts'
import type { Rule } from '#/rules/rule.ts'

/**
 * The facts, as known, that rules look at together: of one subject, or of one group. What several
 * rules need of them is worked out once.
 */
export class FactsTogether {
  /** Of the subject or of the group. */
  readonly subject_id: string
  /** All of them in order. */
  readonly series: FactSeries
  readonly #known: Known
  #states: SubjectStates | undefined

  /** Of a subject: all of its facts that rules look at, which say what it was. */
  constructor(subject_id: string, facts: FactColumns, known: Known, series?: FactSeries) {
    this.subject_id = subject_id
    this.#known = known
    this.series =
      series ??
      new FactSeries(facts, (place, field) =>
        this.states.valueAt(facts.seconds[place] ?? Number.NaN, field),
      )
  }

  /** Of facts that say themselves what their subjects were. */
  static of(subject_id: string, facts: readonly KnownFact[], known: Known): FactsTogether {
    const series = FactSeries.of(facts)
    return new FactsTogether(subject_id, series.columns, known, series)
  }

  /** Of a subject: what `subject.…` means. */
  get states(): SubjectStates {
    this.#states ??= new SubjectStates(this.series.columns, this.#known)
    return this.#states
  }

  /** Without those that lie before the rule's own time, where it says that they do not count. */
  countedBy(rule: Rule): FactSeries {
    const first = firstSecondCounted(rule)
    return first === null ? this.series : this.series.within({ ...EVER, from: first })
  }
}
