import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Coded, Passage, Words } from '#/vocabulary.ts'

/**
 * What people said to a department. Whoever speaks is a person, so nearly all of it is personal.
 */
const voiceFields = {
  /** 12315, 12345, letter, counter … as the source names it. */
  channel: Coded.optional(),
  category: Coded.optional(),
  title: personal(Words, 'text').optional(),
  content: personal(Passage, 'text').optional(),
  place: personal(Words, 'address').optional(),
  is_repeated: z.boolean().optional(),
}

/**
 * 投诉: somebody asks to have a dispute settled. In a submission that is both, complaint and report
 * are two events.
 */
export const ComplaintReceived = defineEvent(
  'ComplaintReceived',
  1,
  {
    role: 'fact',
    title: { en: 'Complaint received', zh: '收到投诉' },
    meaning: {
      en: 'Somebody asked to settle a dispute with the subject.',
      zh: '收到要求解决与监管对象争议的投诉。',
    },
  },
  {
    complaint_number: Code.optional(),
    ...voiceFields,
    complainant_name: personal(Words, 'person').optional(),
    complainant_phone: personal(Code, 'telephone').optional(),
    complainant_address: personal(Words, 'address').optional(),
    respondent_name: personal(Words, 'party').optional(),
    respondent_address: personal(Words, 'party_address').optional(),
    /** 诉求 */
    claim: personal(Passage, 'text').optional(),
  },
)
export type ComplaintReceived = z.infer<typeof ComplaintReceived.data>

/** 举报: somebody gives a lead about a violation and asks nothing for themselves. */
export const ReportReceived = defineEvent(
  'ReportReceived',
  1,
  {
    role: 'fact',
    title: { en: 'Report received', zh: '收到举报' },
    meaning: {
      en: 'Somebody gave a lead about a violation by the subject.',
      zh: '收到监管对象违法线索的举报。',
    },
  },
  {
    report_number: Code.optional(),
    ...voiceFields,
    /** 实名: the reporter gave a name and must be told the outcome. */
    is_named: z.boolean().optional(),
    reporter_name: personal(Words, 'person').optional(),
    reporter_phone: personal(Code, 'telephone').optional(),
    reported_name: personal(Words, 'party').optional(),
    reported_address: personal(Words, 'party_address').optional(),
  },
)
export type ReportReceived = z.infer<typeof ReportReceived.data>

/** The department told the complainant whether it takes the complaint up. */
export const ComplaintAcceptanceDecided = defineEvent(
  'ComplaintAcceptanceDecided',
  1,
  {
    role: 'fact',
    title: { en: 'Complaint acceptance decided', zh: '投诉受理决定' },
    meaning: { en: 'A complaint was taken up or refused.', zh: '决定受理或者不予受理投诉。' },
  },
  { complaint_number: Code.optional(), accepted: z.boolean(), reason: Coded.optional() },
)
export type ComplaintAcceptanceDecided = z.infer<typeof ComplaintAcceptanceDecided.data>

/**
 * The handling of a complaint ended and the complainant was told. `outcome` is what the department
 * established.
 */
export const ComplaintConcluded = defineEvent(
  'ComplaintConcluded',
  1,
  {
    role: 'fact',
    title: { en: 'Complaint concluded', zh: '投诉办结' },
    meaning: { en: 'The handling of a complaint ended.', zh: '投诉处理完毕并告知结果。' },
  },
  {
    complaint_number: Code.optional(),
    category: Coded.optional(),
    /** 达成调解, 终止调解, 查证属实, 查无实据 */
    outcome: z.enum(['settled', 'terminated', 'substantiated', 'not_substantiated']),
    reason: Coded.optional(),
  },
)
export type ComplaintConcluded = z.infer<typeof ComplaintConcluded.data>

/**
 * `ticket_number` is what makes answer and rating belong to a dispatch, so tickets cannot do
 * without it.
 */
const ticketFields = {
  ticket_number: Code,
  complaint_number: Code.optional(),
  /** 承办单位 */
  handling_unit: Words.optional(),
}

export const TicketDispatched = defineEvent(
  'TicketDispatched',
  1,
  {
    role: 'fact',
    title: { en: 'Ticket dispatched', zh: '工单派发' },
    meaning: {
      en: 'A hotline ticket was sent to the unit that must answer it.',
      zh: '热线工单派发至承办单位。',
    },
  },
  {
    ...ticketFields,
    ticket_type: Coded.optional(),
    /** 一般, 普通, 紧急, 特急 as the hotline writes it. */
    urgency: Coded.optional(),
    category: Coded.optional(),
    title: personal(Words, 'text').optional(),
    content: personal(Passage, 'text').optional(),
    is_repeated: z.boolean().optional(),
    /** The deadline printed on the ticket. */
    due_at: InstantSchema.optional(),
  },
)
export type TicketDispatched = z.infer<typeof TicketDispatched.data>

export const TicketAnswered = defineEvent(
  'TicketAnswered',
  1,
  {
    role: 'fact',
    title: { en: 'Ticket answered', zh: '工单答复' },
    meaning: { en: 'The handling unit answered a hotline ticket.', zh: '承办单位答复热线工单。' },
  },
  { ...ticketFields, status: Coded.optional(), answer: personal(Passage, 'text').optional() },
)
export type TicketAnswered = z.infer<typeof TicketAnswered.data>

export const TicketRated = defineEvent(
  'TicketRated',
  1,
  {
    role: 'fact',
    title: { en: 'Ticket rated', zh: '工单回访评价' },
    meaning: {
      en: 'The caller said whether the matter was solved.',
      zh: '来电人评价诉求是否解决。',
    },
  },
  {
    ...ticketFields,
    /** 0 not solved, 1 solved, 2 no opinion. */
    solved: z.literal([0, 1, 2]),
    satisfaction_with_result: Coded.optional(),
    satisfaction_with_unit: Coded.optional(),
    satisfaction_with_operator: Coded.optional(),
    comment: personal(Passage, 'text').optional(),
  },
)
export type TicketRated = z.infer<typeof TicketRated.data>

export const complaintEvents = [
  ComplaintReceived,
  ReportReceived,
  ComplaintAcceptanceDecided,
  ComplaintConcluded,
  TicketDispatched,
  TicketAnswered,
  TicketRated,
] as const
