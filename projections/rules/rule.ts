import { catalogue } from '@jianwei/events/catalogue.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { canonicalJson } from '#/rules/canonical-json.ts'
import { offsetSeconds, secondsInForce } from '#/rules/civil-seconds.ts'
import { fieldsOfTypes, type FieldsOfTypes } from '#/rules/fields.ts'
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
  const { kind, parameters, ...rest } = input as Record<string, unknown>
  const { tests: _, ...computed } = input as Record<string, unknown>
  const problems: RuleProblem[] = []
  const header = readPart(RuleHeader, rest, '', problems)
  const specific = parseKind(kind, parameters, fields, problems)
  if (header === undefined || specific === undefined) return { ok: false, problems }
  const offset = offsetSeconds(header.utc_offset)
  const body: RuleBody = {
    ...header,
    content_hash: derivedId('rule', canonicalJson(computed)),
    utc_offset_seconds: offset,
    seconds_in_force: secondsInForce(header.in_force, offset),
  }
  return { ok: true, rule: { ...body, ...specific } }
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

/** Event types whose facts can change the rule's warnings. */
export function watchedTypes(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'surge':
      return rule.parameters.of.events
    case 'deadline':
      return [...rule.parameters.duty.events, ...rule.parameters.answer.events]
    case 'combination':
      return rule.parameters.conditions.flatMap(({ of }) => of.events)
    case 'expiry': {
      const { of, ended_by, inactive_by } = rule.parameters
      return [of, ended_by, inactive_by].flatMap((selection) => selection?.events ?? [])
    }
    case 'sequence': {
      const { first, followed_by } = rule.parameters
      return [first, ...followed_by.map(({ of }) => of)].flatMap((selection) => selection.events)
    }
    case 'peer':
      return [...new Set([...rule.parameters.of.events, ...registerTypes])]
    case 'silence': {
      const { of, unless } = rule.parameters
      return [...of.events, ...(unless?.events ?? [])]
    }
    case 'score': {
      const { indicators, overrides } = rule.parameters
      return [...new Set([...indicators, ...overrides].flatMap(({ of }) => of.events))]
    }
  }
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
