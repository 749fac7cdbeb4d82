import type { Instant } from '@jianwei/events/instant.ts'
import { RULE_TEXT_CHARACTERS_MAX } from '@jianwei/events/rule/events.ts'
import { parseRule, type ParsedRule } from '@jianwei/projections/rules/parse-rule.ts'
import { runRuleTest, type TestedWarning } from '@jianwei/projections/rules/evaluator/rule-test.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { readYaml } from '#/text-reading/yaml-text.ts'

/**
 * Reads the YAML of a rule. What is wrong with it comes back as problems, never as an exception:
 * texts come from people and logs.
 */
export function readRuleText(text: string): ParsedRule {
  if (text.length > RULE_TEXT_CHARACTERS_MAX) {
    return refused(`a rule has at most ${RULE_TEXT_CHARACTERS_MAX} characters`)
  }
  const content = readYaml(text)
  return content.ok ? parseRule(content.value) : content
}

function refused(message: string): ParsedRule {
  return { ok: false, problems: [{ path: '', message }] }
}

/** What came of one of a rule's own tests. */
export interface TestOutcome {
  /** Such as `tests[2]`. */
  readonly path: string
  readonly name: string
  readonly passed: boolean
  /** The clock of the test. */
  readonly at: Instant
  readonly expected: readonly TestedWarning[]
  /** Empty where the test could not be run. */
  readonly found: readonly TestedWarning[]
  /** Why it could not be run; null where it was. */
  readonly problem: string | null
}

/** Runs the tests that a rule carries, all of them. */
export function testOutcomes(rule: Rule): readonly TestOutcome[] {
  return rule.tests.map((test, index): TestOutcome => {
    const about = { path: `tests[${index}]`, name: test.name, at: test.at }
    try {
      const { expected, found } = runRuleTest(rule, test)
      const passed = without(expected, found).length + without(found, expected).length === 0
      return { ...about, passed, expected, found, problem: null }
    } catch (error) {
      // What runRuleTest throws for a given event that intake would refuse.
      if (!(error instanceof TypeError)) throw error
      const { expect: expected } = test
      return { ...about, passed: false, expected, found: [], problem: error.message }
    }
  })
}

/** The rule's own tests that do not hold, each by its path and name, with the difference. */
export function failedTests(rule: Rule): readonly RuleProblem[] {
  return testOutcomes(rule)
    .filter(({ passed }) => !passed)
    .map(({ path, name, expected, found, problem }) => {
      const difference = [
        ...without(expected, found).map((one) => `missing ${one}`),
        ...without(found, expected).map((one) => `unexpected ${one}`),
      ]
      return { path, message: `${name}: ${problem ?? difference.join('; ')}` }
    })
}

function without(
  warnings: readonly TestedWarning[],
  others: readonly TestedWarning[],
): readonly string[] {
  const known = new Set(others.map(wordsOf))
  return warnings.map(wordsOf).filter((words) => !known.has(words))
}

function wordsOf({ subject, at, evidence }: TestedWarning): string {
  return `a warning of ${subject} at ${at} by ${evidence.join(', ')}`
}
