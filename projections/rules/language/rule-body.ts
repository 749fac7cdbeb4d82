import type { RuleAlerting } from '#/rules/language/alerting.ts'
import type { RuleException } from '#/rules/language/exceptions.ts'
import type { RuleHeader } from '#/rules/language/rule-header.ts'

/** What every rule has, whatever its kind: its file's header, and what was worked out of it. */
export interface RuleBody extends RuleHeader {
  /**
   * Of everything but the rule's tests: two contents under one id and version are two different
   * rules.
   */
  readonly content_hash: string
  readonly utc_offset_seconds: number
  /** In the order of the file: the first that holds names the outcome. */
  readonly exceptions: readonly RuleException[]
  readonly alerting: RuleAlerting
  readonly seconds_in_force: { readonly first: number | null; readonly last: number | null }
}

/** A rule of one kind. */
export interface RuleOf<Kind extends string, Parameters> extends RuleBody {
  readonly kind: Kind
  readonly parameters: Parameters
}

/** The first second of which facts count; null where all do. */
export function firstSecondCounted(rule: RuleBody): number | null {
  return rule.facts_before_in_force === 'not_counted' ? rule.seconds_in_force.first : null
}

/** Whether the rule applies to a warning whose anchor lies in the second. */
export function isInForce(rule: RuleBody, second: number): boolean {
  const { first, last } = rule.seconds_in_force
  return (first === null || second >= first) && (last === null || second <= last)
}
