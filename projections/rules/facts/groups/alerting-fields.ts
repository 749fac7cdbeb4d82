import { z } from 'zod'
import { checkGroupFields, GroupFieldsSchema } from '#/rules/facts/groups/group-fields.ts'
import {
  SECOND_PERSON_ALERTS_DEFAULT,
  STORM_ALERTS_DEFAULT,
  STORM_WITHIN_DEFAULT,
  type RuleAlerting,
} from '#/rules/language/alerting.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import { readPart, type RuleProblem } from '#/rules/language/problems.ts'
import { WindowSchema } from '#/rules/language/window.ts'

const ALERTS_MAX = 1_000_000

/** The field `alerting` of a rule's file. Every part may be left out. */
export const AlertingShape = z
  .strictObject({
    record_only: z
      .boolean()
      .default(false)
      .describe('Warnings stand in the ledger and open no alert.'),
    group_by: z
      .union([z.literal('subject'), GroupFieldsSchema], {
        error: 'expected `subject`, or a list of one to three fields',
      })
      .default('subject')
      .describe(
        'Whose warnings make one alert: those about one `subject` (or one group, for a rule ' +
          'about groups), or those of which the newest fact has equal values of these fields.',
      ),
    window: WindowSchema.optional().describe(
      'A warning whose anchor lies further than this from those of an open alert begins another ' +
        'alert. Left out, it joins the open one.',
    ),
    storm: z
      .strictObject({
        more_than: z.int().min(1).max(ALERTS_MAX),
        within: WindowSchema,
      })
      .prefault({ more_than: STORM_ALERTS_DEFAULT, within: STORM_WITHIN_DEFAULT })
      .describe(
        "More new alerts than this in such a span of the log's time are a storm: what comes " +
          'beyond is one alert with a count.',
      ),
    needs_second_person_above: z
      .int()
      .min(0)
      .max(ALERTS_MAX)
      .default(SECOND_PERSON_ALERTS_DEFAULT)
      .describe(
        'Publishing a version that would raise more alerts than this at once, or in the last 90 ' +
          'days, is confirmed by a second person.',
      ),
  })
  .describe('Which warnings make one alert, and which make none.')

/**
 * Undefined when something is wrong, which has then been added to `problems`. A rule without the
 * field has the default of every part.
 */
export function parseAlerting(input: unknown, problems: RuleProblem[]): RuleAlerting | undefined {
  const shape = readPart(AlertingShape, input ?? {}, 'alerting', problems)
  if (shape === undefined) return undefined
  const { window, storm, ...rest } = shape
  return {
    ...rest,
    window_seconds: window ?? null,
    storm: { more_than: storm.more_than, within_seconds: storm.within },
  }
}

/** The newest fact of a warning may be of any of the types that the rule selects. */
export function checkAlerting(
  { record_only, group_by, window_seconds }: RuleAlerting,
  of: { readonly fields: FieldsOfTypes; readonly events: readonly string[] },
  problems: RuleProblem[],
): void {
  if (record_only && (group_by !== 'subject' || window_seconds !== null)) {
    const message = 'a rule that only records has no alerts that could be grouped'
    problems.push({ path: 'alerting.record_only', message })
  }
  if (group_by !== 'subject') checkGroupFields(group_by, 'alerting.group_by', of, problems)
}
