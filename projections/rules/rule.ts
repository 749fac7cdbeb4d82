import { derivedId } from '@jianwei/events/identity.ts'
import type { GroupField } from '#/rules/facts/groups/group-text.ts'
import { ALL_KINDS } from '#/rules/kinds/all-kinds.ts'
import type {
  ClockSpan,
  FactKind,
  Reach,
  RuleKind,
  SnapshotKind,
} from '#/rules/kinds/define-kind.ts'
import type { Comparison, Selection } from '#/rules/language/filter.ts'
import { subjectComparisons, typesStatingOf } from '#/rules/language/subject-comparisons.ts'
import { registerTypes } from '#/subject-facts/attributes.ts'

type ListedKind = (typeof ALL_KINDS)[number]
/** Of each kind by itself, so that a rule's kind and parameters stay together. */
type RuleOfKind<Kind> = Kind extends { readonly selections: (rule: infer OneRule) => unknown }
  ? OneRule
  : never

/** A rule that was read and checked: what its file says, and the times of its days in seconds. */
export type Rule = RuleOfKind<ListedKind>

/** Rules that find their warnings among all members of the register, on snapshots. */
export type SnapshotRule = RuleOfKind<Extract<ListedKind, { readonly judged: 'snapshots' }>>

/**
 * Rules that find their warnings among the facts of one subject or of one group, whenever these
 * change.
 */
export type FactRule = RuleOfKind<Extract<ListedKind, { readonly judged: 'facts' }>>

export const RULE_KINDS: readonly Rule['kind'][] = ALL_KINDS.map(({ name }) => name)

const KINDS: ReadonlyMap<string, ListedKind> = new Map(ALL_KINDS.map((kind) => [kind.name, kind]))

/** The kind that a rule is of. Its functions are for this rule, and for others of its kind. */
export function kindOf(rule: FactRule): FactKind<FactRule>
export function kindOf(rule: SnapshotRule): SnapshotKind<SnapshotRule>
export function kindOf(rule: Rule): RuleKind<Rule>
export function kindOf(rule: Rule): unknown {
  // Every rule that was read is of a listed kind, and that kind takes the rules of its name.
  return KINDS.get(rule.kind)
}

/** How a version of a rule is named to people and in records: `id@version`. */
export function ruleName({ id, version }: Pick<Rule, 'id' | 'version'>): string {
  return `${id}@${version}`
}

/**
 * The identity of a warning (`docs/architecture.md`): the same whenever and however it is computed.
 */
export function warningIdOf(
  rule: Pick<Rule, 'id' | 'version'>,
  subjectId: string,
  anchor: string,
): string {
  return derivedId('warning', rule.id, String(rule.version), subjectId, anchor)
}

/** The facts that the rule looks at, by the parts that they have in it. */
export function selectionsOf(rule: Rule): readonly Selection[] {
  return kindOf(rule).selections(rule)
}

/**
 * Event types whose facts can change the rule's warnings: those it or its exceptions select, and
 * those that say of a subject what their filters ask, or who is a member of the register.
 */
export function watchedTypes(rule: Rule): readonly string[] {
  const known = WATCHED.get(rule) ?? watchedTypesOf(rule)
  WATCHED.set(rule, known)
  return known
}

/** They are asked for at every boundary. */
const WATCHED = new WeakMap<Rule, readonly string[]>()

function watchedTypesOf(rule: Rule): readonly string[] {
  const selections = selectionsWithExceptions(rule)
  const asked = subjectComparisonsIn(rule)
  const register = isSnapshotRule(rule) ? registerTypes : []
  return [
    ...new Set([
      ...selections.flatMap(({ events }) => events),
      ...register,
      ...typesStatingOf(asked),
    ]),
  ]
}

function selectionsWithExceptions(rule: Rule): readonly Selection[] {
  const excepting = rule.exceptions.flatMap(({ when }) => (when.by === 'fact' ? [when.of] : []))
  return [...selectionsOf(rule), ...excepting]
}

/** What the rule asks of the subject as it was, in its condition or in its exceptions. */
function subjectComparisonsIn(rule: Rule): readonly Comparison[] {
  const aboutSubjects = rule.exceptions.flatMap(({ when }) =>
    when.by === 'subject' ? [when.filter] : [],
  )
  const filters = selectionsWithExceptions(rule).map(({ where }) => where)
  return subjectComparisons([...filters, ...aboutSubjects])
}

/**
 * How far from a fact the anchors may lie of which it changes a warning, its exceptions among it,
 * of a rule about subjects. What the passing of time changes may lie anywhere. Undefined where a
 * fact may change any: what was said of the subject holds until something else is, and a duty waits
 * for its answer wherever it lies.
 */
export function subjectReachOf(rule: FactRule): Reach | undefined {
  const known = REACHES.get(rule) ?? { reach: subjectReach(rule) }
  REACHES.set(rule, known)
  return known.reach
}

/** They are asked for of every subject. */
const REACHES = new WeakMap<FactRule, { readonly reach: Reach | undefined }>()

function subjectReach(rule: FactRule): Reach | undefined {
  const { reach } = kindOf(rule)
  const isAboutSubject = rule.exceptions.some(({ when }) => when.by === 'subject')
  if (reach === null || isAboutSubject) return undefined
  if (reachOf(rule) !== 'subject' || subjectComparisonsIn(rule).length > 0) return undefined
  const { before_seconds, after_seconds } = reach(rule)
  // An exception looks that far back from the anchor, which is the last second that it holds.
  const excepted = rule.exceptions.map(({ when }) =>
    when.by === 'fact' ? when.within_seconds - 1 : 0,
  )
  return { before_seconds, after_seconds: Math.max(after_seconds, ...excepted) }
}

/** Whether a warning can come into being by the passing of time alone. */
export function dependsOnClock(rule: Rule): boolean {
  const kind = kindOf(rule)
  return kind.judged === 'snapshots' || kind.onClock !== null
}

/** Whether the absence of something is what the rule warns of. */
export function waitsForSomething(rule: Rule): boolean {
  const kind = kindOf(rule)
  return kind.judged === 'facts' && kind.answers !== null
}

/**
 * Whether the clock, going from one instant to a later one, came to a snapshot of the rule or went
 * past one.
 */
export function passesSnapshot(rule: Rule, clock: ClockSpan): boolean {
  const kind = kindOf(rule)
  return kind.judged === 'snapshots' && kind.passesSnapshot(rule, clock)
}

/**
 * Whose facts a rule looks at together, and so what new facts can change: the warnings of the
 * subjects they are about, or those of the groups they are in, whoever they are about. Those of a
 * rule that is judged on snapshots change only when the clock comes to one.
 */
export function reachOf(rule: Rule): 'subject' | 'group' | 'snapshot' {
  if (isSnapshotRule(rule)) return 'snapshot'
  return groupOf(rule) === null ? 'subject' : 'group'
}

/**
 * The fields of the groups that are the subjects of the rule's warnings; null where subjects are.
 */
export function groupOf(rule: Rule): readonly GroupField[] | null {
  const kind = kindOf(rule)
  return kind.judged === 'facts' ? kind.groupOf(rule) : null
}

export function isSnapshotRule(rule: Rule): rule is SnapshotRule {
  return kindOf(rule).judged === 'snapshots'
}
