import { z } from 'zod'
import { InstantSchema } from '#/instant.ts'

/**
 * What a duty's clock goes by. A duty keeps its terms, because they are those of the day on which
 * it was opened: a table that changes later changes no clock that runs.
 */

export const AMOUNT_MAX = 87_600
export const EXTENSION_TIMES_MAX = 10

/**
 * A length of time. Days begin with the one after the event that opens the clock, and end with
 * their last second.
 */
export const Amount = z.strictObject({
  count: z.int().min(1).max(AMOUNT_MAX),
  in: z.enum(['hours', 'calendar_days', 'working_days']),
})
export type Amount = z.infer<typeof Amount>

/** Why a clock stands still: time that laws do not count. */
export const PAUSE_GROUNDS = {
  hearing: { en: 'hearing', zh: '听证' },
  testing: { en: 'testing or appraisal', zh: '检测检验检疫鉴定' },
  public_notice: { en: 'public notice', zh: '公告' },
  suspension: { en: 'suspension of the procedure', zh: '中止' },
  missing_material: { en: 'waiting for material to be completed', zh: '补正材料' },
} as const
export type PauseGround = keyof typeof PAUSE_GROUNDS
// Object.keys gives the keys of the table and no others.
export const PauseGroundSchema = z.literal(Object.keys(PAUSE_GROUNDS) as PauseGround[])

/** Why a limit is extended. */
export const EXTENSION_GROUNDS = {
  complex_case: { en: 'the case is complex', zh: '案情复杂' },
  collective_discussion: { en: 'decided in a collective discussion', zh: '集体讨论决定' },
  joint_handling: { en: 'handled by several departments', zh: '多部门协同办理' },
  outside_cause: { en: 'a cause outside the unit', zh: '不可抗力等客观原因' },
  other: { en: 'other, as the reason says', zh: '其他（见理由）' },
} as const
export type ExtensionGround = keyof typeof EXTENSION_GROUNDS
// As above.
export const ExtensionGroundSchema = z.literal(Object.keys(EXTENSION_GROUNDS) as ExtensionGround[])

export const Extension = z.strictObject({
  /** What one extension may add at most. */
  by: Amount,
  times: z.int().min(1).max(EXTENSION_TIMES_MAX),
})

export const DutyTerms = z.strictObject({
  /** Null where the end is given: `until`. */
  within: Amount.nullable(),
  /** The last moment, where what opened the duty carries it; null where it is counted. */
  until: InstantSchema.nullable(),
  /** How long before the end the first mark falls; null for no such mark. */
  warning_before: Amount.nullable(),
  /** How long after the end the last mark falls; null for no such mark. */
  red_card_after: Amount.nullable(),
  /** Null where it cannot be extended. */
  extension: Extension.nullable(),
  /** On which grounds it may be paused; none where it may not. */
  pauses: z.array(PauseGroundSchema).max(Object.keys(PAUSE_GROUNDS).length),
  /** Whose days are counted: minutes that local time is ahead of UTC. */
  utc_offset_minutes: z.int().min(-840).max(840),
})
export type DutyTerms = z.infer<typeof DutyTerms>

/**
 * Marks of the clock (电子监察): 预警 before the end, 黄牌 when it has passed, 红牌 long after it. They say
 * nothing about how grave the matter is: that is the level of an alert.
 */
export const DUTY_MARKS = ['warning', 'yellow_card', 'red_card'] as const
export const DutyMark = z.enum(DUTY_MARKS)
export type DutyMark = z.infer<typeof DutyMark>

/** When marks fall, in the order of time. */
export const MarkTimes = z
  .array(z.strictObject({ mark: DutyMark, at: InstantSchema }))
  .max(DUTY_MARKS.length)
export type MarkTimes = z.infer<typeof MarkTimes>
