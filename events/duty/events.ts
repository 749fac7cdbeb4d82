import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, EventIdSchema, Passage, Version, Words } from '#/vocabulary.ts'
import {
  Amount,
  DutyMark,
  DutyTerms,
  ExtensionGroundSchema,
  MarkTimes,
  PauseGroundSchema,
} from '#/duty/terms.ts'

/**
 * The life of a duty (办理时限): opened → met, with extensions and pauses, and the marks that its clock
 * gives. `decider.ts` says which step may follow which, `due.ts` how days are counted.
 */

/** How the part of the platform that keeps the clocks of duties names itself. */
export const DUTIES_SOURCE = 'jianwei:duties'

export const LIMIT_TABLE_CHARACTERS_MAX = 500_000

const duty = { duty_id: z.uuid() }
/** Who took the step and why: a person's account, or the part of the platform that acted. */
const step = { ...duty, actor: personal(Words), reason: personal(Passage) }

/** Where the clock ends; both follow from the terms and what happened to the duty since. */
const ending = {
  /** The last second in which it can be met in time; null where its days cannot be counted. */
  due_at: InstantSchema.nullable(),
  /** When marks fall. A mark that would lie before the opening is left out. */
  marks_at: MarkTimes,
  /** The year whose holidays nobody has announced yet, so that days of it cannot be counted. */
  calendar_missing: z.int().nullable(),
}

export const DutyOpened = defineRecord(
  'DutyOpened',
  { en: 'Duty opened', zh: '时限起算' },
  { en: 'The clock of a duty began to run.', zh: '一项办理时限开始计时。' },
  {
    ...step,
    /** `sign_for`, `verify`, `feed_back`, `cooperate`; of a department, the row of the table. */
    kind: Code,
    /** What is to be done, as the table of limits says it. */
    title: z.strictObject({ en: Words, zh: Words }),
    about: z.enum(['alert', 'cooperation', 'fact']),
    /** The alert, or the fact that opened the duty. */
    about_id: z.uuid(),
    /** Whose part of a joint handling it is; null for all else. */
    part: Words.nullable(),
    /** The row of the table of limits, and the version of the table. */
    limit_id: Code,
    limit_version: Version,
    terms: DutyTerms,
    opened_at: InstantSchema,
    /** The event that opened it. */
    opened_by: EventIdSchema,
    ...ending,
    /** The unit of the organisations that has the duty; null where none is known. */
    unit: Code.nullable(),
    owner: personal(Words).nullable(),
    /** As the source names the body that has the duty; null for duties of the desk. */
    department: Words.nullable(),
    /** What ties the fact that meets it to the one that opened it; null where no fact meets it. */
    tie: Passage.nullable(),
  },
)
export type DutyOpened = z.infer<typeof DutyOpened.data>

export const DutyAssigned = defineRecord(
  'DutyAssigned',
  { en: 'Duty assigned', zh: '时限责任变更' },
  { en: 'A duty passed to another unit or person.', zh: '办理时限的责任单位或责任人变更。' },
  { ...step, unit: Code.nullable(), owner: personal(Words).nullable() },
)
export type DutyAssigned = z.infer<typeof DutyAssigned.data>

export const DutyExtended = defineRecord(
  'DutyExtended',
  { en: 'Duty extended', zh: '时限延长' },
  { en: 'The limit of a duty was extended, with approval.', zh: '经批准延长办理时限。' },
  {
    ...step,
    ground: ExtensionGroundSchema,
    /** Who approved it: somebody else than the actor. */
    approver: personal(Words),
    by: Amount,
    extended_at: InstantSchema,
    ...ending,
  },
)
export type DutyExtended = z.infer<typeof DutyExtended.data>

export const DutyPaused = defineRecord(
  'DutyPaused',
  { en: 'Duty paused', zh: '时限中止计算' },
  { en: 'The clock of a duty stands still.', zh: '办理时限暂停计时。' },
  { ...step, ground: PauseGroundSchema, paused_at: InstantSchema },
)
export type DutyPaused = z.infer<typeof DutyPaused.data>

export const DutyResumed = defineRecord(
  'DutyResumed',
  { en: 'Duty resumed', zh: '时限恢复计算' },
  { en: 'The clock of a duty runs on.', zh: '办理时限恢复计时。' },
  { ...step, resumed_at: InstantSchema, ...ending },
)
export type DutyResumed = z.infer<typeof DutyResumed.data>

export const DutyDated = defineRecord(
  'DutyDated',
  { en: 'Duty dated', zh: '时限确定' },
  {
    en: 'The end of a duty became known, because the holidays of the year were announced.',
    zh: '节假日安排公布后，办理时限的届满日得以确定。',
  },
  { ...step, dated_at: InstantSchema, ...ending },
)
export type DutyDated = z.infer<typeof DutyDated.data>

export const DutyMarked = defineRecord(
  'DutyMarked',
  { en: 'Duty marked', zh: '时限亮牌' },
  {
    en: 'The clock of a duty gave a mark: a warning, a yellow or a red card.',
    zh: '办理时限给出预警、黄牌或者红牌。',
  },
  {
    ...duty,
    mark: DutyMark,
    /** When it fell. */
    at: InstantSchema,
    /** The time of the log at which it was noticed. */
    noticed_at: InstantSchema,
  },
)
export type DutyMarked = z.infer<typeof DutyMarked.data>

export const DutyBreached = defineRecord(
  'DutyBreached',
  { en: 'Duty breached', zh: '时限逾期' },
  { en: 'The end of a duty passed and nothing met it.', zh: '办理时限届满仍未完成。' },
  { ...duty, due_at: InstantSchema, noticed_at: InstantSchema },
)
export type DutyBreached = z.infer<typeof DutyBreached.data>

export const DutyEscalated = defineRecord(
  'DutyEscalated',
  { en: 'Duty escalated', zh: '时限逾期上报' },
  { en: 'A mark was brought before the next higher unit.', zh: '时限亮牌情况报上一级单位。' },
  { ...step, mark: DutyMark, from_unit: Code.nullable(), to_unit: Code },
)
export type DutyEscalated = z.infer<typeof DutyEscalated.data>

export const DutyMarksWithdrawn = defineRecord(
  'DutyMarksWithdrawn',
  { en: 'Duty marks withdrawn', zh: '时限亮牌撤销' },
  {
    en: 'Marks that were given by a clock that was ahead no longer hold.',
    zh: '因时钟超前误给的亮牌予以撤销。',
  },
  { ...step, marks: z.array(DutyMark).max(3), breach: z.boolean() },
)
export type DutyMarksWithdrawn = z.infer<typeof DutyMarksWithdrawn.data>

export const DutyMet = defineRecord(
  'DutyMet',
  { en: 'Duty met', zh: '时限内容办结' },
  { en: 'What the duty asks for was done.', zh: '该时限要求的事项已经完成。' },
  {
    ...step,
    /** The event that met it. */
    met_by: EventIdSchema,
    met_at: InstantSchema,
    /** Done after its end. */
    is_late: z.boolean(),
  },
)
export type DutyMet = z.infer<typeof DutyMet.data>

export const DutyCancelled = defineRecord(
  'DutyCancelled',
  { en: 'Duty cancelled', zh: '时限终止' },
  { en: 'A duty ended without being met or breached.', zh: '办理时限因事由消失而终止。' },
  {
    ...step,
    cause: z.enum([
      'alert_closed',
      'alert_merged',
      'begun_anew',
      'part_ended',
      'fact_retracted',
      'fact_corrected',
      'other',
    ]),
    cancelled_at: InstantSchema,
  },
)
export type DutyCancelled = z.infer<typeof DutyCancelled.data>

/** The whole table: what was in force when can be said from the log alone. */
export const LimitTablePublished = defineRecord(
  'LimitTablePublished',
  { en: 'Limit table published', zh: '时限表发布' },
  { en: 'A version of the table of limits came into force.', zh: '办理时限表的一个版本生效。' },
  {
    table_version: Version,
    content_hash: Code,
    text: z.string().min(1).max(LIMIT_TABLE_CHARACTERS_MAX),
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type LimitTablePublished = z.infer<typeof LimitTablePublished.data>

export const dutyEvents = [
  LimitTablePublished,
  DutyOpened,
  DutyAssigned,
  DutyExtended,
  DutyPaused,
  DutyResumed,
  DutyDated,
  DutyMarked,
  DutyBreached,
  DutyEscalated,
  DutyMarksWithdrawn,
  DutyMet,
  DutyCancelled,
] as const
