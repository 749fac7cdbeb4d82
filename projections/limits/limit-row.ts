import { z } from 'zod'
import { CivilDateSchema } from '@jianwei/events/instant.ts'
import {
  EXTENSION_TIMES_MAX,
  PauseGroundSchema,
  type Amount,
  type DutyTerms,
} from '@jianwei/events/duty/terms.ts'
import { Code, Words } from '@jianwei/events/vocabulary.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import type { DeadlineParameters } from '#/rules/kinds/deadline/parameters.ts'
import { Bilingual, LegalBasis } from '#/rules/language/rule-header.ts'

/*
 * The table of limits: how long what may take. A row is about the desk's own work with an alert of
 * a level, or about a duty of departments, which is said as a rule of kind `deadline` says it.
 */

export const LIMIT_ROWS_MAX = 500

/** What people owe an alert, one after the other; `cooperate` is each department's own part. */
export const ALERT_DUTIES = ['sign_for', 'verify', 'feed_back', 'cooperate'] as const
export type AlertDutyKind = (typeof ALERT_DUTIES)[number]

const Length = z.union(
  [
    z.strictObject({ hours: z.int().min(1).max(87_600) }),
    z.strictObject({
      days: z.int().min(1).max(3_650),
      counted: z.enum(['calendar', 'working']),
    }),
  ],
  {
    error: 'expected { hours: n }, { days: n, counted: calendar } or { days: n, counted: working }',
  },
)

/** What the two sorts of rows have in common. */
const common = {
  id: Code,
  title: Bilingual,
  /** Whether a law says it, a published practice, or nobody: then the office sets it. */
  class: z.enum(['statutory', 'published-practice', 'template']),
  basis: z.array(LegalBasis).max(10).default([]),
  /** Days on which a clock may be opened by it, both included. */
  in_force: z
    .strictObject({ from: CivilDateSchema.optional(), to: CivilDateSchema.optional() })
    .default({}),
  warning_before: Length.optional(),
  red_card_after: Length.optional(),
  extension: z
    .strictObject({ by: Length, times: z.int().min(1).max(EXTENSION_TIMES_MAX) })
    .optional(),
  pauses: z.array(PauseGroundSchema).max(10).default([]),
}

export const AlertRowShape = z.strictObject({
  ...common,
  alert: z.enum(ALERT_DUTIES),
  levels: z.array(RiskLevel).min(1).default(RiskLevel.options),
  within: Length,
  /** What becomes of a clock that runs when the alert is transferred or returned. */
  handed_on: z.enum(['begins_anew', 'goes_on']).default('begins_anew'),
})

export const FactRowShape = z.strictObject({
  ...common,
  /** The rule that judges the same duty from the facts; the clock runs where it is published. */
  judged_by: Words,
  /** As of a rule of kind `deadline`; read by its parser. */
  parameters: z.unknown(),
})

export const TableShape = z.strictObject({
  utc_offset: z
    .string()
    .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, 'expected +08:00, for example')
    .default('+08:00'),
  limits: z.array(z.unknown()).min(1).max(LIMIT_ROWS_MAX),
})

interface Row {
  readonly id: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly class: 'statutory' | 'published-practice' | 'template'
  readonly basis: readonly LegalBasisOf[]
  readonly in_force: { readonly from?: string | undefined; readonly to?: string | undefined }
  readonly seconds_in_force: { readonly first: number | null; readonly last: number | null }
  /** With the end that is counted; where a fact carries the end, `until` is set as it is opened. */
  readonly terms: DutyTerms
}
type LegalBasisOf = z.infer<typeof LegalBasis>

export interface AlertLimit extends Row {
  readonly of: 'alert'
  readonly alert: AlertDutyKind
  readonly levels: readonly RiskLevel[]
  readonly handed_on: 'begins_anew' | 'goes_on'
}

export interface FactLimit extends Row {
  readonly of: 'fact'
  readonly judged_by: string
  readonly parameters: DeadlineParameters
}

export type Limit = AlertLimit | FactLimit

/** Whether a clock that begins in the second is opened by the row. */
export function isLimitInForce({ seconds_in_force }: Limit, second: number): boolean {
  const { first, last } = seconds_in_force
  return (first === null || second >= first) && (last === null || second <= last)
}

export function amountOf(length: z.infer<typeof Length>): Amount {
  if ('hours' in length) return { count: length.hours, in: 'hours' }
  return {
    count: length.days,
    in: length.counted === 'working' ? 'working_days' : 'calendar_days',
  }
}
