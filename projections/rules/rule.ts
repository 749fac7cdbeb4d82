import { derivedId } from '@jianwei/events/identity.ts'
import type { RuleException } from '#/rules/exceptions.ts'
import type { Selection } from '#/rules/filter.ts'
import type { GroupField } from '#/rules/groups/group-field.ts'
import type { CombinationParameters } from '#/rules/kinds/combination/parameters.ts'
import type { CountParameters } from '#/rules/kinds/count/parameters.ts'
import type { DeadlineParameters } from '#/rules/kinds/deadline/parameters.ts'
import type { ExpiryParameters } from '#/rules/kinds/expiry/parameters.ts'
import type { PeerParameters } from '#/rules/kinds/peer/parameters.ts'
import type { ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import type { SequenceParameters } from '#/rules/kinds/sequence/parameters.ts'
import type { SilenceParameters } from '#/rules/kinds/silence/parameters.ts'
import type { SumParameters } from '#/rules/kinds/sum/parameters.ts'
import type { SurgeParameters } from '#/rules/kinds/surge/parameters.ts'
import type { RuleHeader } from '#/rules/rule-header.ts'
import { subjectComparisons, typesSayingOf } from '#/rules/subject-comparisons.ts'
import { registerTypes } from '#/subject-facts/attributes.ts'

/** A rule that was read and checked: what its file says, and the times of its days in seconds. */
export type Rule =
  | CountRule
  | DeadlineRule
  | SumRule
  | CombinationRule
  | ExpiryRule
  | SequenceRule
  | PeerRule
  | SurgeRule
  | SilenceRule
  | ScoreRule

/** Rules that find their warnings among the facts of one subject or of one group, whenever these change. */
export type FactRule = Exclude<Rule, PeerRule>

export const RULE_KINDS = [
  'count',
  'deadline',
  'sum',
  'combination',
  'expiry',
  'sequence',
  'peer',
  'surge',
  'silence',
  'score',
] as const satisfies readonly Rule['kind'][]

export interface CountRule extends RuleBody {
  readonly kind: 'count'
  readonly parameters: CountParameters
}

export interface DeadlineRule extends RuleBody {
  readonly kind: 'deadline'
  readonly parameters: DeadlineParameters
}

export interface SumRule extends RuleBody {
  readonly kind: 'sum'
  readonly parameters: SumParameters
}

export interface CombinationRule extends RuleBody {
  readonly kind: 'combination'
  readonly parameters: CombinationParameters
}

export interface ExpiryRule extends RuleBody {
  readonly kind: 'expiry'
  readonly parameters: ExpiryParameters
}

export interface SequenceRule extends RuleBody {
  readonly kind: 'sequence'
  readonly parameters: SequenceParameters
}

export interface PeerRule extends RuleBody {
  readonly kind: 'peer'
  readonly parameters: PeerParameters
}

export interface SurgeRule extends RuleBody {
  readonly kind: 'surge'
  readonly parameters: SurgeParameters
}

export interface SilenceRule extends RuleBody {
  readonly kind: 'silence'
  readonly parameters: SilenceParameters
}

export interface ScoreRule extends RuleBody {
  readonly kind: 'score'
  readonly parameters: ScoreParameters
}

export interface RuleBody extends RuleHeader {
  /** Of everything but the rule's tests: two contents under one id and version are two different rules. */
  readonly content_hash: string
  readonly utc_offset_seconds: number
  /** In the order of the file: the first that holds names the outcome. */
  readonly exceptions: readonly RuleException[]
  readonly seconds_in_force: { readonly first: number | null; readonly last: number | null }
}

/** The identity of a warning (`design.md` section 5): the same whenever and however it is computed. */
export function warningIdOf(rule: Pick<Rule, 'id' | 'version'>, subjectId: string, anchor: string): string {
  return derivedId('warning', rule.id, String(rule.version), subjectId, anchor)
}

/** The facts that the rule looks at, by the parts that they have in it. */
export function selectionsOf(rule: Rule): readonly Selection[] {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'surge':
    case 'peer':
      return [rule.parameters.of]
    case 'deadline':
      return [rule.parameters.duty, rule.parameters.answer]
    case 'combination':
      return rule.parameters.conditions.map(({ of }) => of)
    case 'expiry': {
      const { of, ended_by, inactive_by } = rule.parameters
      return [of, ended_by, inactive_by].flatMap((selection) => selection ?? [])
    }
    case 'sequence': {
      const { first, followed_by } = rule.parameters
      return [first, ...followed_by.map(({ of }) => of)]
    }
    case 'silence': {
      const { of, unless } = rule.parameters
      return unless === null ? [of] : [of, unless]
    }
    case 'score': {
      const { indicators, overrides } = rule.parameters
      return [...indicators, ...overrides].map(({ of }) => of)
    }
  }
}

/**
 * Event types whose facts can change the rule's warnings: those it or its exceptions select, and
 * those that say of a subject what their filters ask.
 */
export function watchedTypes(rule: Rule): readonly string[] {
  const excepting = rule.exceptions.flatMap(({ when }) => (when.by === 'fact' ? [when.of] : []))
  const aboutSubjects = rule.exceptions.flatMap(({ when }) => (when.by === 'subject' ? [when.filter] : []))
  const selections = [...selectionsOf(rule), ...excepting]
  const asked = subjectComparisons([...selections.map(({ where }) => where), ...aboutSubjects])
  const register = rule.kind === 'peer' ? registerTypes : []
  return [...new Set([...selections.flatMap(({ events }) => events), ...register, ...typesSayingOf(asked)])]
}

/** Whether a warning can come into being by the passing of time alone. */
export function dependsOnClock(rule: Rule): boolean {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
    case 'surge':
    case 'score':
      return false
    case 'deadline':
    case 'expiry':
    case 'peer':
    case 'silence':
      return true
  }
}

/** Whether a warning of the kind depends on facts of a window before its anchor, which a change of law may cut in two. */
export function looksBack(kind: Rule['kind']): boolean {
  switch (kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
    case 'surge':
    case 'score':
      return true
    case 'deadline':
    case 'expiry':
    case 'peer':
    case 'silence':
      return false
  }
}

/** The first second of which facts count; null where all do. */
export function firstSecondCounted(rule: Rule): number | null {
  return rule.facts_before_in_force === 'not_counted' ? rule.seconds_in_force.first : null
}

/**
 * Whose facts a rule looks at together, and so what new facts can change: the warnings of the subjects they are about, or those of
 * the groups they are in, whoever they are about. Those of a rule that is judged on snapshots change only when the clock comes to one.
 */
export function reachOf(rule: Rule): 'subject' | 'group' | 'snapshot' {
  if (isSnapshotRule(rule)) return 'snapshot'
  return groupOf(rule) === null ? 'subject' : 'group'
}

/** The fields of the groups that are the subjects of the rule's warnings; null where subjects are. */
export function groupOf(rule: Rule): readonly GroupField[] | null {
  switch (rule.kind) {
    case 'surge':
      return rule.parameters.group_by
    case 'silence':
      return rule.parameters.per === 'group' ? rule.parameters.key : null
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
    case 'score':
    case 'deadline':
    case 'expiry':
    case 'peer':
      return null
  }
}

export function isSnapshotRule(rule: Rule): rule is PeerRule {
  return rule.kind === 'peer'
}

export function isInForce(rule: Rule, second: number): boolean {
  const { first, last } = rule.seconds_in_force
  return (first === null || second >= first) && (last === null || second <= last)
}
