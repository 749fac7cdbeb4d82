import { derivedId } from '@jianwei/events/identity.ts'
import { isNestedTooDeep, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import { checkAlerting, parseAlerting } from '#/rules/facts/groups/alerting-fields.ts'
import { canonicalJson } from '#/rules/language/canonical-json.ts'
import { offsetSeconds, secondsInForce } from '@jianwei/events/working-days/civil-seconds.ts'
import { parseExceptions } from '#/rules/language/exceptions.ts'
import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import { ALL_KINDS } from '#/rules/kinds/all-kinds.ts'
import { readPart, type RuleProblem } from '#/rules/language/problems.ts'
import {
  isSnapshotRule,
  kindOf,
  reachOf,
  RULE_KINDS,
  selectionsOf,
  type Rule,
} from '#/rules/rule.ts'
import type { RuleBody } from '#/rules/language/rule-body.ts'
import { RuleHeader } from '#/rules/language/rule-header.ts'
import {
  SUBJECT_COMPARISONS_MAX,
  subjectComparisons,
} from '#/rules/language/subject-comparisons.ts'

export type ParsedRule =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] }

/**
 * Reads what a rule's YAML holds. All problems come at once, each with its path; a rule with a
 * problem does not load.
 */
export function parseRule(input: unknown, fields: FieldsOfTypes = CATALOGUE_FIELDS): ParsedRule {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, problems: [{ path: '', message: 'expected the fields of a rule' }] }
  }
  if (isNestedTooDeep(input))
    return { ok: false, problems: [{ path: '', message: NESTING_PROBLEM }] }
  const {
    kind,
    parameters,
    exceptions: excepted,
    alerting: alerts,
    ...rest
  } = input as Record<string, unknown>
  const { tests: _, ...computed } = input as Record<string, unknown>
  const problems: RuleProblem[] = []
  const header = readPart(RuleHeader, rest, '', problems)
  const specific = parseKind(kind, parameters, fields, problems)
  const exceptions = parseExceptions(excepted, fields, problems)
  const alerting = parseAlerting(alerts, problems)
  if (
    header === undefined ||
    specific === undefined ||
    exceptions === undefined ||
    alerting === undefined
  )
    return { ok: false, problems }
  const offset = offsetSeconds(header.utc_offset)
  const body: RuleBody = {
    ...header,
    exceptions,
    alerting,
    content_hash: derivedId('rule', canonicalJson(computed)),
    utc_offset_seconds: offset,
    seconds_in_force: secondsInForce(header.in_force, offset),
  }
  const rule: Rule = { ...body, ...specific }
  checkFactsBefore(rule, problems)
  checkComparisons(rule, problems)
  checkExceptions(rule, problems)
  const events = selectionsOf(rule).flatMap((selection) => selection.events)
  checkAlerting(alerting, { fields, events }, problems)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rule }
}

function checkComparisons(rule: Rule, problems: RuleProblem[]): void {
  const asked = subjectComparisons([
    ...selectionsOf(rule).map(({ where }) => where),
    ...rule.exceptions.map(({ when }) => (when.by === 'subject' ? when.filter : when.of.where)),
  ]).length
  if (asked <= SUBJECT_COMPARISONS_MAX) return
  const message =
    `at most ${SUBJECT_COMPARISONS_MAX} different comparisons with fields of the subject, ` +
    `and here are ${asked}`
  problems.push({ path: '', message })
}

/** Exceptions are about one subject at the time of the anchor, as known later too. */
function checkExceptions(rule: Rule, problems: RuleProblem[]): void {
  if (rule.exceptions.length === 0 || reachOf(rule) === 'subject') return
  const message = isSnapshotRule(rule)
    ? 'a warning of this kind rests on what was known at its snapshot, so nothing that is told ' +
      'later can except it'
    : 'the warnings are about groups, and an exception is about a subject'
  problems.push({ path: 'exceptions', message })
}

/**
 * A choice that would have no meaning is refused, because whoever wrote it meant something by it.
 */
function checkFactsBefore(rule: Rule, problems: RuleProblem[]): void {
  const { in_force, facts_before_in_force: choice } = rule
  const lookBack = kindOf(rule).lookBackSeconds?.(rule) ?? null
  const path = 'facts_before_in_force'
  const asks = lookBack !== null && in_force.from !== undefined
  if (asks && choice === undefined) {
    const message =
      `the rule applies from ${in_force.from} and looks back over ${durationText(lookBack)}: ` +
      'say whether facts before that day are counted or not_counted'
    problems.push({ path, message })
  }
  if (asks || choice === undefined) return
  const message =
    lookBack !== null
      ? 'without `in_force.from` no fact lies before it'
      : `a rule of the kind ${rule.kind} looks back over no window, so there is nothing to choose`
  problems.push({ path, message })
}

/** In the largest unit that it is a whole number of. */
function durationText(seconds: number): string {
  const units = [
    ['days', 86_400],
    ['hours', 3_600],
    ['minutes', 60],
  ] as const
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ['seconds', 1]
  return `${seconds / size} ${unit}`
}

type RuleSpecifics = SpecificsOf<Rule>
/** Of each kind by itself, so that kind and parameters stay together. */
type SpecificsOf<OneKind> = OneKind extends Rule ? Pick<OneKind, 'kind' | 'parameters'> : never

function parseKind(
  name: unknown,
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): RuleSpecifics | undefined {
  const kind = ALL_KINDS.find((one) => one.name === name)
  if (kind === undefined) {
    problems.push({ path: 'kind', message: `expected one of ${RULE_KINDS.join(', ')}` })
    return undefined
  }
  const parameters = kind.parse(input, fields, problems)
  // The parser of a kind gives the parameters of that kind.
  return parameters === undefined ? undefined : ({ kind: kind.name, parameters } as RuleSpecifics)
}
