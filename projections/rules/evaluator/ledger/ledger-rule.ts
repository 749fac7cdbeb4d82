import type { StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import { subjectComparisonsOf } from '#/rules/language/subject-comparisons.ts'
import { kindOf, selectionsOf, watchedTypes, type FactRule, type Rule } from '#/rules/rule.ts'

/** What of a rule decides how its ledger is found. */
export interface LedgerRule {
  readonly rule: FactRule
  /** Event types whose facts can change its warnings. */
  readonly types: ReadonlySet<string>
  readonly has_clock: boolean
  /**
   * Whether only what lies before the second at which time brings a warning about, or an amendment,
   * takes it away. Where it is not sure, every change is looked at.
   */
  readonly settled_before: boolean
  /** Whether what sources state, or who decides, can change its warnings. */
  readonly minds_statements: boolean
}

/** Rules that watch the same types have one set of them: histories keep what they found by it. */
export function ledgerRules(rules: readonly FactRule[], stated: StatedSteps): LedgerRule[] {
  const sets = new Map<string, ReadonlySet<string>>()
  return rules.map((rule) => {
    const types = watchedTypes(rule).toSorted()
    const key = types.join()
    const set = sets.get(key) ?? new Set(types)
    sets.set(key, set)
    return ledgerRule(rule, set, stated)
  })
}

function ledgerRule(rule: FactRule, types: ReadonlySet<string>, stated: StatedSteps): LedgerRule {
  const { onClock, answers } = kindOf(rule)
  const asks = asksSubjects(rule)
  return {
    rule,
    types,
    has_clock: onClock !== null,
    settled_before:
      onClock !== null && onClock.settledBefore && !asks && rule.exceptions.length === 0,
    minds_statements:
      stated.points.length > 0 && (answers !== null || (asks && stated.has_authorities)),
  }
}

/** Whether the rule or one of its exceptions asks what the subject was. */
export function asksSubjects(rule: Rule): boolean {
  const excepting = rule.exceptions.flatMap(({ when }) => (when.by === 'fact' ? [when.of] : []))
  const asked = subjectComparisonsOf([...selectionsOf(rule), ...excepting])
  return asked.length > 0 || rule.exceptions.some(({ when }) => when.by === 'subject')
}
