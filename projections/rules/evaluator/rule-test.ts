import { latestVersion, parseData } from '@jianwei/events/catalogue.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { FactContent, FactVersion } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { evaluate } from '#/rules/evaluator/evaluate.ts'
import { knownAtInTest, type GivenEvent, type RuleTest } from '#/rules/language/rule-header.ts'
import type { Rule } from '#/rules/rule.ts'

/** The tests that a rule carries: examples in its own file of when it warns and when not. */

export const RULE_TEST_SOURCE = 'rule-test'

export interface TestedWarning {
  readonly subject: string
  readonly at: Instant
  /** Ids of the given events, sorted. */
  readonly evidence: readonly string[]
}

export interface RuleTestResult {
  readonly expected: readonly TestedWarning[]
  readonly found: readonly TestedWarning[]
}

/**
 * The given events as facts in the order in which they are known, at one instant in that in which
 * they stand. Throws TypeError for one that intake would refuse.
 */
export function versionsOfTest(test: RuleTest): readonly FactVersion[] {
  const versions = new Map<string, FactVersion>()
  for (const [index, given] of givenInOrder(test).entries()) {
    const known = knownAtInTest(test, given)
    const named = given.corrects ?? given.retracts
    const original = named === undefined ? undefined : versions.get(named)
    if (named !== undefined && original === undefined)
      throw new TypeError(`${given.id} amends ${named}, which is not given`)
    const content = given.retracts === undefined ? contentOf(given) : null
    const common = {
      event_id: eventIdOf(RULE_TEST_SOURCE, given.id),
      fact_id: original?.fact_id ?? eventIdOf(RULE_TEST_SOURCE, given.id),
      subject_id: original?.subject_id ?? given.subject,
      source: RULE_TEST_SOURCE,
      // Positions count from 1.
      position: (index + 1) as Position,
      reported_at: known,
      recorded_at: known,
    }
    const kind = original === undefined ? 'original' : 'correction'
    versions.set(
      given.id,
      content === null ? { ...common, kind: 'retraction' } : { ...common, kind, content },
    )
  }
  return [...versions.values()]
}

/** The test's events in the order of knowing, as `versionsOfTest` gives them. */
export function givenInOrder(test: RuleTest): readonly GivenEvent[] {
  return test.given.toSorted((a, b) => {
    const [first, second] = [knownAtInTest(test, a), knownAtInTest(test, b)]
    return first < second ? -1 : first > second ? 1 : 0
  })
}

/** Runs one test in the process. */
export function runRuleTest(rule: Rule, test: RuleTest): RuleTestResult {
  const versions = versionsOfTest(test)
  const found = evaluate(rule, versions, { known: { by: 'platform' }, clock: test.at })
  return {
    expected: sorted(test.expect),
    found: testedWarnings(
      test,
      found.map((warning) => ({ ...warning, subject: warning.subject_id })),
    ),
  }
}

/** Warnings over a test's facts in the words of the test. */
export function testedWarnings(
  test: RuleTest,
  warnings: readonly {
    readonly subject: string
    readonly anchor_at: string
    readonly evidence: readonly string[]
  }[],
): readonly TestedWarning[] {
  const names = new Map<string, string>(
    test.given.map(({ id }) => [eventIdOf(RULE_TEST_SOURCE, id), id]),
  )
  return sorted(
    warnings.map(({ subject, anchor_at, evidence }) => ({
      subject,
      // Anchors are written as instants.
      at: anchor_at as Instant,
      evidence: evidence.map((id) => names.get(id) ?? id),
    })),
  )
}

function sorted(warnings: readonly TestedWarning[]): readonly TestedWarning[] {
  const key = ({ at, subject, evidence }: TestedWarning): string =>
    `${at} ${subject} ${evidence.join()}`
  return warnings
    .map((warning) => ({ ...warning, evidence: warning.evidence.toSorted() }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function contentOf({ id, type, at, region, department, data }: GivenEvent): FactContent {
  const version = type === undefined ? undefined : latestVersion(type)
  if (type === undefined || at === undefined || version === undefined) {
    throw new TypeError(`${id} is of a type that the catalogue does not have`)
  }
  const parsed = parseData(type, version, data)
  if (parsed.ok) return { type, occurred_at: at, region, department, data: parsed.data }
  const reasons = parsed.reasons.map((reason) => `${reason.path}: ${reason.message}`)
  throw new TypeError(`${id} would be refused by intake: ${reasons.join('; ')}`)
}
