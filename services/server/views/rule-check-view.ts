import { z } from 'zod'
import { RULE_TESTS_MAX } from '@jianwei/projections/rules/language/rule-header.ts'
import type { TestedWarning } from '@jianwei/projections/rules/evaluator/rule-test.ts'
import type { CheckedRule } from '#/rules/check-rule.ts'
import { ruleSummary, RuleStateView, RuleSummary } from '#/server/views/rule-view.ts'
import { Time } from '#/server/views/vocabulary.ts'
import type { TextPlace } from '#/text-reading/yaml-text.ts'

const place = {
  line: z
    .int()
    .min(1)
    .nullable()
    .meta({ description: 'From 1; null for the text as a whole', examples: [12] }),
  column: z.int().min(1).nullable().meta({ description: 'From 1, in UTF-16 units' }),
}

const RuleProblemView = z
  .object({
    path: z.string().meta({
      description: 'The field; empty for the text as a whole',
      examples: ['parameters.of.events[0]'],
    }),
    message: z.string(),
    ...place,
  })
  .meta({ id: 'RuleProblem', description: 'Why a text is no rule 规则文本问题' })

const TestedWarningView = z
  .object({
    subject: z.string(),
    at: Time,
    evidence: z.array(z.string()).meta({ description: 'Ids of the events that the test gives' }),
  })
  .meta({ id: 'RuleTestWarning' })

const TestView = z
  .object({
    name: z.string(),
    path: z.string().meta({ examples: ['tests[0]'] }),
    ...place,
    at: Time.meta({ description: 'The clock of the test' }),
    passed: z.boolean(),
    expected: z.array(TestedWarningView),
    found: z.array(TestedWarningView).meta({ description: 'Empty where it could not be run' }),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'Why it could not be run; null where it was' }),
  })
  .meta({
    id: 'RuleTestOutcome',
    description: 'What came of a test that the rule carries 规则自测',
  })

export const RuleCheckView = z
  .object({
    can_be_drafted: z.boolean().meta({
      description:
        'It loads, its tests pass, and the log has no version of this number that is locked',
    }),
    problems: z.array(RuleProblemView),
    rule: RuleSummary.extend({
      parameters: z.record(z.string(), z.unknown()).meta({ description: 'The condition' }),
      content_hash: z.string(),
    })
      .nullable()
      .meta({ description: 'Null where the text does not load' }),
    tests: z
      .array(TestView)
      .max(RULE_TESTS_MAX)
      .meta({ description: 'In their order; none where the text does not load' }),
    drafted: z
      .object({
        state: RuleStateView,
        is_same: z.boolean().meta({ description: 'Its content is that of the text' }),
      })
      .nullable()
      .meta({ description: 'The version of this number in the log; null where it has none' }),
  })
  .meta({ id: 'RuleCheck', description: 'What is to be said of a text that somebody writes' })

export function ruleCheckView(checked: CheckedRule): z.infer<typeof RuleCheckView> {
  const { rule, problems, tests, drafted } = checked
  const isLocked = drafted !== null && drafted.state !== 'drafted' && !isSameAndLives(drafted)
  return {
    can_be_drafted:
      rule !== null && problems.length === 0 && tests.every(({ passed }) => passed) && !isLocked,
    problems: problems.map(({ path, message, place: at }) => ({ path, message, ...placeView(at) })),
    rule:
      rule === null
        ? null
        : {
            ...ruleSummary(rule),
            parameters: { ...rule.parameters },
            content_hash: rule.content_hash,
          },
    tests: tests.map(({ place: at, expected, found, ...test }) => ({
      ...test,
      ...placeView(at),
      expected: expected.map(warningView),
      found: found.map(warningView),
    })),
    drafted,
  }
}

/** Drafting what is locked once more is no fault where it says the same. */
function isSameAndLives({ state, is_same }: NonNullable<CheckedRule['drafted']>): boolean {
  return is_same && state !== 'retired'
}

function placeView(at: TextPlace | undefined): {
  readonly line: number | null
  readonly column: number | null
} {
  return { line: at?.line ?? null, column: at?.column ?? null }
}

function warningView({ subject, at, evidence }: TestedWarning): z.infer<typeof TestedWarningView> {
  return { subject, at, evidence: [...evidence] }
}
