import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Code, Coded, Passage, Words } from '#/vocabulary.ts'

/**
 * Classes differ by scheme (A–D nationally, A+–E in Shenzhen), so the letter means nothing without
 * `scheme`.
 */
export const CreditClassAssigned = defineEvent(
  'CreditClassAssigned',
  1,
  {
    role: 'fact',
    title: { en: 'Credit class assigned', zh: '信用风险分类评定' },
    meaning: {
      en: 'The subject was put into a credit-risk class.',
      zh: '监管对象被评定信用风险类别。',
    },
  },
  {
    credit_class: named('信用风险类别', 'Credit-risk class', Code),
    previous_class: named('原信用风险类别', 'Class before', Code.optional()),
    scheme: named('分类标准', 'Scheme', Words.optional(), {
      zh: '类别所属的标准；不同标准的同一字母含义不同。',
      en: 'Whose classes these are; the same letter means another thing in another scheme.',
    }),
    score: named('信用得分', 'Score', z.number().optional(), {
      zh: '来源给出的分值，按来源自己的尺度。',
      en: 'The points that the source gave, on its own scale.',
    }),
  },
)
export type CreditClassAssigned = z.infer<typeof CreditClassAssigned.data>

const listing = {
  reason: named('列入或者移出事由', 'Reason for listing or removal', Coded.optional()),
  document_number: named('文书号', 'Number of the document', Code.optional()),
  authority: named('作出决定机关', 'Deciding authority', Words.optional()),
}

/** 列入经营异常名录. Reasons: no annual report, not published in time, false publication, unreachable. */
export const AbnormalOperationListed = defineEvent(
  'AbnormalOperationListed',
  1,
  {
    role: 'fact',
    title: { en: 'Abnormal operation listed', zh: '列入经营异常名录' },
    meaning: {
      en: 'The subject was put on the list of abnormal operations.',
      zh: '监管对象被列入经营异常名录。',
    },
  },
  listing,
)
export type AbnormalOperationListed = z.infer<typeof AbnormalOperationListed.data>

export const AbnormalOperationRemoved = defineEvent(
  'AbnormalOperationRemoved',
  1,
  {
    role: 'fact',
    title: { en: 'Abnormal operation removed', zh: '移出经营异常名录' },
    meaning: {
      en: 'The subject left the list of abnormal operations.',
      zh: '监管对象被移出经营异常名录。',
    },
  },
  listing,
)
export type AbnormalOperationRemoved = z.infer<typeof AbnormalOperationRemoved.data>

/**
 * 列入严重违法失信名单. `expires_on` is the day on which the listing ends by itself, where the source says
 * so.
 */
export const SeriousViolationListed = defineEvent(
  'SeriousViolationListed',
  1,
  {
    role: 'fact',
    title: { en: 'Serious violation listed', zh: '列入严重违法失信名单' },
    meaning: {
      en: 'The subject was put on the list of serious violation and dishonesty.',
      zh: '监管对象被列入严重违法失信名单。',
    },
  },
  {
    ...listing,
    expires_on: named('届满日期', 'Expires on', CivilDateSchema.optional(), {
      zh: '来源载明的，列入到期自动终止的日期。',
      en: 'The day on which the listing ends by itself, where the source says so.',
    }),
  },
)
export type SeriousViolationListed = z.infer<typeof SeriousViolationListed.data>

export const SeriousViolationRemoved = defineEvent(
  'SeriousViolationRemoved',
  1,
  {
    role: 'fact',
    title: { en: 'Serious violation removed', zh: '移出严重违法失信名单' },
    meaning: {
      en: 'The subject left the list of serious violation and dishonesty.',
      zh: '监管对象被移出严重违法失信名单。',
    },
  },
  listing,
)
export type SeriousViolationRemoved = z.infer<typeof SeriousViolationRemoved.data>

/** 信用修复: a record about the subject is no longer held against it. */
export const CreditRepaired = defineEvent(
  'CreditRepaired',
  1,
  {
    role: 'fact',
    title: { en: 'Credit repaired', zh: '信用修复' },
    meaning: {
      en: 'A record was taken off after the subject made good.',
      zh: '监管对象纠正失信行为后完成信用修复。',
    },
  },
  {
    decision_number: named('决定书文号', 'Number of the decision', Code.optional(), {
      zh: '所修复的决定或者列入决定的文号。',
      en: 'The number of the decision or listing that was repaired.',
    }),
    repaired_record: named('修复的记录', 'Repaired record', Coded.optional()),
    authority: named('作出决定机关', 'Deciding authority', Words.optional()),
    statement: named('修复说明', 'Statement', personal(Passage, 'text').optional()),
  },
)
export type CreditRepaired = z.infer<typeof CreditRepaired.data>

export const creditEvents = [
  CreditClassAssigned,
  AbnormalOperationListed,
  AbnormalOperationRemoved,
  SeriousViolationListed,
  SeriousViolationRemoved,
  CreditRepaired,
] as const
