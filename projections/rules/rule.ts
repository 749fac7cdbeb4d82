import { catalogue } from '@jianwei/events/catalogue.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { canonicalJson } from '#/rules/canonical-json.ts'
import { offsetSeconds, secondsInForce } from '#/rules/civil-seconds.ts'
import { fieldsOfTypes, type FieldsOfTypes } from '#/rules/fields.ts'
import type { Selection } from '#/rules/filter.ts'
import { parseCombination, type CombinationParameters } from '#/rules/kinds/combination/parameters.ts'
import { parseCount, type CountParameters } from '#/rules/kinds/count/parameters.ts'
import { parseDeadline, type DeadlineParameters } from '#/rules/kinds/deadline/parameters.ts'
import { parseExpiry, type ExpiryParameters } from '#/rules/kinds/expiry/parameters.ts'
import { parseSequence, type SequenceParameters } from '#/rules/kinds/sequence/parameters.ts'
import { parseSum, type SumParameters } from '#/rules/kinds/sum/parameters.ts'
import { readPart, type RuleProblem } from '#/rules/problems.ts'
import { RuleHeader } from '#/rules/rule-header.ts'
import { SUBJECT_COMPARISONS_MAX, subjectComparisonsOf, typesSayingOf } from '#/rules/subject-comparisons.ts'

/** A rule that was read and checked: what its file says, and the times of its days in seconds. */
export type Rule = CountRule | DeadlineRule | SumRule | CombinationRule | ExpiryRule | SequenceRule

export const RULE_KINDS = [
  'count',
  'deadline',
  'sum',
  'combination',
  'expiry',
  'sequence',
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
  const rule: Rule = { ...body, ...specific }
  const asked = subjectComparisonsOf(selectionsOf(rule)).length
  if (asked > SUBJECT_COMPARISONS_MAX) {
    const message = `at most ${SUBJECT_COMPARISONS_MAX} different comparisons with fields of the subject, and here are ${asked}`
    return { ok: false, problems: [{ path: 'parameters', message }] }
  }
  return { ok: true, rule }
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
  }
}

/** Event types whose facts can change the rule's warnings: those it selects, and those that say of a subject what its filters ask. */
export function watchedTypes(rule: Rule): readonly string[] {
  const selections = selectionsOf(rule)
  const selected = selections.flatMap(({ events }) => events)
  return [...new Set([...selected, ...typesSayingOf(subjectComparisonsOf(selections))])]
}

/** Whether a warning can come into being by the passing of time alone. */
export function dependsOnClock(rule: Rule): boolean {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
      return false
    case 'deadline':
    case 'expiry':
      return true
  }
}

export function isInForce(rule: Rule, second: number): boolean {
  const { first, last } = rule.seconds_in_force
  return (first === null || second >= first) && (last === null || second <= last)
}
