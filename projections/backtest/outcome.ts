import type { Filter, Selection } from '#/rules/language/filter.ts'

/**
 * What a warning is held against: something that happened, or did not, after the warning was known.
 *
 *     { events: [PenaltyDecided], within: 180 days }                # a penalty within 180 days
 *     { events: [PenaltyDecided], within: 180 days, seen_within: 400 days }
 *     { next: { of: { events: [TicketAnswered] }, is: { … } } } # the next answer satisfies a
 *     condition { next: { of: { events: [InspectionConducted] }, # at the next inspection a
 *     critical violation was found: has: { events: [ViolationFound], where: { … } }, # a fact in
 *     the same second, of the same matter match: [data.check_action_code] } }
 *
 * Facts of one subject in one second are one outcome. Only facts after the second of knowing count.
 */
export type Outcome = OutcomeNames & (WithinOutcome | NextOutcome)

export interface OutcomeNames {
  /** Null for one that was written for this backtest alone. */
  readonly id: string | null
  readonly title: { readonly en: string; readonly zh: string } | null
  /**
   * How long after a window's end facts about it may still come in, in seconds: a warning is
   * decided when its window and this time are over.
   */
  readonly reported_within_seconds: number
}

export interface WithinOutcome {
  readonly form: 'within'
  readonly of: Selection
  readonly within_seconds: number
  /**
   * How long before a week or a warning a fact about the subject must have been known, for the
   * subject to be one that could have the outcome.
   */
  readonly seen_within_seconds: number
}

/** Half a year: most registers hear of those whom they cover more often. */
export const SEEN_WITHIN_SECONDS = 180 * 86_400

export interface NextOutcome {
  readonly form: 'next'
  readonly of: Selection
  readonly answer:
    | { readonly is: Filter }
    /**
     * A fact of another selection in the same second, with the same values in the fields of
     * `match`.
     */
    | { readonly has: Selection; readonly match: readonly string[] }
}

/** Event types whose facts decide the outcome. */
export function outcomeTypes(outcome: Outcome): readonly string[] {
  const further =
    outcome.form === 'next' && 'has' in outcome.answer ? outcome.answer.has.events : []
  return [...new Set([...outcome.of.events, ...further])].toSorted()
}
