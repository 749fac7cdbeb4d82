import { z } from 'zod'
import { CivilDateSchema, InstantSchema, type Instant } from '@jianwei/events/instant.ts'
import { Code, Passage, Words } from '@jianwei/events/vocabulary.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'

/**
 * What every rule states about itself, whatever its kind. The file formats are explained in
 * `README.md`.
 */

export const RULE_TESTS_MAX = 100
export const RULE_DEPENDENCIES_MAX = 20
const ANCHOR_AGE_DAYS_DEFAULT = 90
const ANCHOR_AGE_DAYS_MAX = 36_500

export const Bilingual = z.strictObject({ en: Words, zh: Words })
export const BilingualPassage = z.strictObject({ en: Passage, zh: Passage })

export const LegalBasis = z.strictObject({
  law: Words,
  article: Words,
  /** Days on which the article was in force, both included. */
  valid_from: CivilDateSchema.optional(),
  valid_to: CivilDateSchema.optional(),
  /** The document: its number and day, or the report in which a practice was read. */
  source: Words,
})

/** A fact, or an amendment of an earlier one in the list, as a rule's own test gives it. */
const GivenEvent = z
  .strictObject({
    id: Code,
    subject: Words.default('test:subject'),
    type: Words.optional(),
    at: InstantSchema.optional(),
    region: Words.nullable().default(null),
    department: Words.nullable().default(null),
    data: z.record(z.string(), z.unknown()).default({}),
    /**
     * When it was reported and recorded; the test's clock, where this and the test's `known` say
     * nothing else.
     */
    known_at: InstantSchema.optional(),
    corrects: Code.optional(),
    retracts: Code.optional(),
  })
  .refine(
    (given) => given.retracts !== undefined || (given.type !== undefined && given.at !== undefined),
    {
      error: 'a fact or a correction needs `type` and `at`',
    },
  )
export type GivenEvent = z.infer<typeof GivenEvent>

const ExpectedWarning = z.strictObject({
  subject: Words.default('test:subject'),
  at: InstantSchema,
  /** Ids of the given events. */
  evidence: z.array(Code).min(1),
})

const RuleTest = z
  .strictObject({
    name: Words,
    given: z.array(GivenEvent),
    /**
     * `as_it_happens`: each fact is known when it happens, an amendment when the fact in it does;
     * for rules that ask what was known when.
     */
    known: z.enum(['at_once', 'as_it_happens']).default('at_once'),
    /** The clock. */
    at: InstantSchema,
    expect: z.array(ExpectedWarning),
  })
  .refine((test) => test.given.every((given) => knownAtInTest(test, given) <= test.at), {
    error: 'what is known after the clock of the test does not belong to it',
  })
export type RuleTest = z.infer<typeof RuleTest>

/** When a test's event was reported and recorded. */
export function knownAtInTest(
  test: { readonly at: Instant; readonly known: 'at_once' | 'as_it_happens' },
  given: Pick<GivenEvent, 'at' | 'known_at'>,
): Instant {
  return given.known_at ?? (test.known === 'as_it_happens' ? given.at : undefined) ?? test.at
}

const OFFSET = /^[+-](0\d|1[0-4]):[0-5]\d$/

const RuleId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words with hyphens between them')
  .max(100)

export const RuleHeader = z.strictObject({
  id: RuleId,
  version: z.int().min(1),
  title: Bilingual,
  text: BilingualPassage,
  level: RiskLevel,
  legal_basis: z.array(LegalBasis),
  class: z
    .enum(['statutory', 'published-practice', 'template'])
    .describe(
      '`statutory`: the condition stands in a law. ' +
        '`published-practice`: an authority announced it. `template`: ours, to be adapted.',
    ),
  jurisdiction: Words,
  owner: Words,
  review_by: CivilDateSchema.describe(
    'The day by which the owner looks at the rule again: law, thresholds, what came of it.',
  ),
  false_positives: BilingualPassage.describe('When the rule warns although nothing is wrong.'),
  playbook: BilingualPassage.describe('What the person who gets an alert should do, step by step.'),
  alert_anchor_age_days: z
    .int()
    .min(0)
    .max(ANCHOR_AGE_DAYS_MAX)
    .default(ANCHOR_AGE_DAYS_DEFAULT)
    .describe(
      'A warning whose anchor is older than this, counted back from the newest fact of its ' +
        'source, opens no alert.',
    ),
  utc_offset: z
    .string()
    .regex(OFFSET, 'expected an offset such as +08:00')
    .default('+08:00')
    .describe("The time zone in which the rule's days begin and end."),
  in_force: z
    .strictObject({ from: CivilDateSchema.optional(), to: CivilDateSchema.optional() })
    .default({})
    .describe("Days on which this version applies, both included; judged at a warning's anchor."),
  facts_before_in_force: z
    .enum(['counted', 'not_counted'])
    .optional()
    .describe(
      'Whether a window reaches back to facts before the day from which the rule applies: ' +
        'what a change of law means is for the law to say. Required where that can happen.',
    ),
  depends_on: z
    .array(RuleId)
    .max(RULE_DEPENDENCIES_MAX)
    .default([])
    .describe(
      'Silence rules that watch what this rule lives on: while something is silent, it shows ' +
        'as not able to judge.',
    ),
  tests: z.array(RuleTest).max(RULE_TESTS_MAX),
})
export type RuleHeader = z.infer<typeof RuleHeader>
