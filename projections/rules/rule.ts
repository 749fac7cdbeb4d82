import { catalogue } from '@jianwei/events/catalogue.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { canonicalJson } from '#/rules/canonical-json.ts'
import { offsetSeconds, secondsInForce } from '#/rules/civil-seconds.ts'
import { parseExceptions, type RuleException } from '#/rules/exceptions.ts'
import { fieldsOfTypes, type FieldsOfTypes } from '#/rules/fields.ts'
import type { Selection } from '#/rules/filter.ts'
import type { GroupField } from '#/rules/groups/group-field.ts'
import { parseCombination, type CombinationParameters } from '#/rules/kinds/combination/parameters.ts'
import { parseCount, type CountParameters } from '#/rules/kinds/count/parameters.ts'
import { parseDeadline, type DeadlineParameters } from '#/rules/kinds/deadline/parameters.ts'
import { parseExpiry, type ExpiryParameters } from '#/rules/kinds/expiry/parameters.ts'
import { parsePeer, type PeerParameters } from '#/rules/kinds/peer/parameters.ts'
import { parseScore, type ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { parseSequence, type SequenceParameters } from '#/rules/kinds/sequence/parameters.ts'
import { parseSilence, type SilenceParameters } from '#/rules/kinds/silence/parameters.ts'
import { parseSum, type SumParameters } from '#/rules/kinds/sum/parameters.ts'
import { parseSurge, type SurgeParameters } from '#/rules/kinds/surge/parameters.ts'
import { readPart, type RuleProblem } from '#/rules/problems.ts'
import { RuleHeader } from '#/rules/rule-header.ts'
import { SUBJECT_COMPARISONS_MAX, subjectComparisons, typesSayingOf } from '#/rules/subject-comparisons.ts'
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

export type ParsedRule =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] }

/** The fields that facts of the catalogue have. */
export const CATALOGUE_FIELDS: FieldsOfTypes = fieldsOfTypes(catalogue)

/** Reads what a rule's YAML holds. All problems come at once, each with its place; a rule with a problem does not load. */
export function parseRule(input: unknown, fields: FieldsOfTypes = CATALOGUE_FIELDS): ParsedRule {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, problems: [{ path: '', message: 'expected the fields of a rule' }] }
  }
  const { kind, parameters, exceptions: excepted, ...rest } = input as Record<string, unknown>
  const { tests: _, ...computed } = input as Record<string, unknown>
  const problems: RuleProblem[] = []
  const header = readPart(RuleHeader, rest, '', problems)
  const specific = parseKind(kind, parameters, fields, problems)
  const exceptions = parseExceptions(excepted, fields, problems)
  if (header === undefined || specific === undefined || exceptions === undefined) return { ok: false, problems }
  checkFactsBefore(header, specific.kind, problems)
  const offset = offsetSeconds(header.utc_offset)
  const body: RuleBody = {
    ...header,
    exceptions,
    content_hash: derivedId('rule', canonicalJson(computed)),
    utc_offset_seconds: offset,
    seconds_in_force: secondsInForce(header.in_force, offset),
  }
  const rule: Rule = { ...body, ...specific }
  checkComparisons(rule, problems)
  checkExceptions(rule, problems)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rule }
}

function checkComparisons(rule: Rule, problems: RuleProblem[]): void {
  const asked = subjectComparisons([
    ...selectionsOf(rule).map(({ where }) => where),
    ...rule.exceptions.map(({ when }) => (when.by === 'subject' ? when.filter : when.of.where)),
  ]).length
  if (asked <= SUBJECT_COMPARISONS_MAX) return
  const message = `at most ${SUBJECT_COMPARISONS_MAX} different comparisons with fields of the subject, and here are ${asked}`
  problems.push({ path: '', message })
}

/** Exceptions are about one subject at the time of the anchor, as known later too. */
function checkExceptions(rule: Rule, problems: RuleProblem[]): void {
  if (rule.exceptions.length === 0 || reachOf(rule) === 'subject') return
  const message = isSnapshotRule(rule)
    ? 'a warning of this kind rests on what was known at its snapshot, so nothing that is told later can except it'
    : 'the warnings are about groups, and an exception is about a subject'
  problems.push({ path: 'exceptions', message })
}

/** A choice that would have no meaning is refused, because its writer means something by it. */
function checkFactsBefore(header: RuleHeader, kind: Rule['kind'], problems: RuleProblem[]): void {
  const { in_force, facts_before_in_force: choice } = header
  const path = 'facts_before_in_force'
  const asks = looksBack(kind) && in_force.from !== undefined
  if (asks && choice === undefined) {
    const message = `the rule applies from ${in_force.from} and looks back over a window: say whether facts before that day are counted or not_counted`
    problems.push({ path, message })
  }
  if (asks || choice === undefined) return
  const message = looksBack(kind)
    ? 'without `in_force.from` no fact lies before it'
    : `a rule of the kind ${kind} looks back over no window, so there is nothing to choose`
  problems.push({ path, message })
}

type RuleSpecifics = SpecificsOf<Rule>
/** Of each kind by itself, so that kind and parameters stay together. */
type SpecificsOf<OneKind> = OneKind extends Rule ? Pick<OneKind, 'kind' | 'parameters'> : never

function parseKind(
  kind: unknown,
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): RuleSpecifics | undefined {
  switch (kind) {
    case 'count': {
      const parameters = parseCount(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'deadline': {
      const parameters = parseDeadline(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'sum': {
      const parameters = parseSum(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'combination': {
      const parameters = parseCombination(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'expiry': {
      const parameters = parseExpiry(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'sequence': {
      const parameters = parseSequence(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'peer': {
      const parameters = parsePeer(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'surge': {
      const parameters = parseSurge(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'silence': {
      const parameters = parseSilence(input, fields, problems)
      return parameters && { kind, parameters }
    }
    case 'score': {
      const parameters = parseScore(input, fields, problems)
      return parameters && { kind, parameters }
    }
    default:
      problems.push({ path: 'kind', message: `expected one of ${RULE_KINDS.join(', ')}` })
      return undefined
  }
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
