import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
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
    credit_class: Code,
    previous_class: Code.optional(),
    scheme: Words.optional(),
    score: z.number().optional(),
  },
)
export type CreditClassAssigned = z.infer<typeof CreditClassAssigned.data>

const listing = {
  reason: Coded.optional(),
  document_number: Code.optional(),
  authority: Words.optional(),
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
  { ...listing, expires_on: CivilDateSchema.optional() },
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
    /** The number of the decision or listing that was repaired. */
    decision_number: Code.optional(),
    repaired_record: Coded.optional(),
    authority: Words.optional(),
    statement: personal(Passage, 'text').optional(),
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
