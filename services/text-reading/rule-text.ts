import { RULE_TEXT_CHARACTERS_MAX } from '@jianwei/events/rule/events.ts'
import { parseRule, type ParsedRule } from '@jianwei/projections/rules/parse-rule.ts'
import { runRuleTest, type TestedWarning } from '@jianwei/projections/rules/reference/rule-test.ts'
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

/** The rule's own tests that do not hold, each by its path and name, with the difference. */
export function failedTests(rule: Rule): readonly RuleProblem[] {
  return rule.tests.flatMap((test, index): readonly RuleProblem[] => {
    const path = `tests[${index}]`
    try {
      const { expected, found } = runRuleTest(rule, test)
      const [missing, more] = [without(expected, found), without(found, expected)]
      if (missing.length + more.length === 0) return []
      const difference = [
        ...missing.map((one) => `missing ${one}`),
        ...more.map((one) => `unexpected ${one}`),
      ]
      return [{ path, message: `${test.name}: ${difference.join('; ')}` }]
    } catch (error) {
      // What runRuleTest throws for a given event that intake would refuse.
      if (!(error instanceof TypeError)) throw error
      return [{ path, message: `${test.name}: ${error.message}` }]
    }
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
