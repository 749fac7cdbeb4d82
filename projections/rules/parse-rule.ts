import { catalogue } from '@jianwei/events/catalogue.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import { isNestedTooDeep, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import { canonicalJson } from '#/rules/canonical-json.ts'
import { offsetSeconds, secondsInForce } from '#/rules/civil-seconds.ts'
import { parseExceptions } from '#/rules/exceptions.ts'
import { fieldsOfTypes, type FieldsOfTypes } from '#/rules/fields.ts'
import { parseCombination } from '#/rules/kinds/combination/parameters.ts'
import { parseCount } from '#/rules/kinds/count/parameters.ts'
import { parseDeadline } from '#/rules/kinds/deadline/parameters.ts'
import { parseExpiry } from '#/rules/kinds/expiry/parameters.ts'
import { parsePeer } from '#/rules/kinds/peer/parameters.ts'
import { parseScore } from '#/rules/kinds/score/parameters.ts'
import { parseSequence } from '#/rules/kinds/sequence/parameters.ts'
import { parseSilence } from '#/rules/kinds/silence/parameters.ts'
import { parseSum } from '#/rules/kinds/sum/parameters.ts'
import { parseSurge } from '#/rules/kinds/surge/parameters.ts'
import { readPart, type RuleProblem } from '#/rules/problems.ts'
import { isSnapshotRule, looksBack, reachOf, RULE_KINDS, selectionsOf, type Rule, type RuleBody } from '#/rules/rule.ts'
import { RuleHeader } from '#/rules/rule-header.ts'
import { SUBJECT_COMPARISONS_MAX, subjectComparisons } from '#/rules/subject-comparisons.ts'

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
  if (isNestedTooDeep(input)) return { ok: false, problems: [{ path: '', message: NESTING_PROBLEM }] }
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

type ParametersOf<Kind extends Rule['kind']> = Extract<Rule, { readonly kind: Kind }>['parameters']

const PARSERS: {
  readonly [Kind in Rule['kind']]: (
    input: unknown,
    fields: FieldsOfTypes,
    problems: RuleProblem[],
  ) => ParametersOf<Kind> | undefined
} = {
  count: parseCount,
  deadline: parseDeadline,
  sum: parseSum,
  combination: parseCombination,
  expiry: parseExpiry,
  sequence: parseSequence,
  peer: parsePeer,
  surge: parseSurge,
  silence: parseSilence,
  score: parseScore,
}

function parseKind(
  kind: unknown,
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): RuleSpecifics | undefined {
  const known = RULE_KINDS.find((one) => one === kind)
  if (known === undefined) {
    problems.push({ path: 'kind', message: `expected one of ${RULE_KINDS.join(', ')}` })
    return undefined
  }
  const parameters = PARSERS[known](input, fields, problems)
  // The parser of a kind gives the parameters of that kind.
  return parameters === undefined ? undefined : ({ kind: known, parameters } as RuleSpecifics)
}
