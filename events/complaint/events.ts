import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Coded, Passage, Words, YesNo } from '#/vocabulary.ts'

/**
 * What people said to a department. Whoever speaks is a person, so nearly all of it is personal.
 */
const voiceFields = {
  channel: named('受理渠道', 'Channel', Coded.optional(), {
    zh: '12315、12345、来信、窗口等，按来源写法。',
    en: '12315, 12345, letter, counter, as the source names it.',
  }),
  category: named('问题类别', 'Category', Coded.optional()),
  title: named('标题', 'Title', personal(Words, 'text').optional()),
  content: named('内容', 'Content', personal(Passage, 'text').optional()),
  place: named('事发地点', 'Place', personal(Words, 'address').optional()),
  is_repeated: named('是否重复件', 'Repeated', YesNo.optional()),
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
    complaint_number: named('投诉编号', 'Complaint number', Code.optional()),
    ...voiceFields,
    complainant_name: named('投诉人', 'Complainant', personal(Words, 'person').optional()),
    complainant_phone: named(
      '投诉人电话',
      'Telephone of the complainant',
      personal(Code, 'telephone').optional(),
    ),
    complainant_address: named(
      '投诉人地址',
      'Address of the complainant',
      personal(Words, 'address').optional(),
    ),
    respondent_name: named('被投诉人', 'Respondent', personal(Words, 'party').optional()),
    respondent_address: named(
      '被投诉人地址',
      'Address of the respondent',
      personal(Words, 'party_address').optional(),
    ),
    claim: named('诉求', 'Claim', personal(Passage, 'text').optional()),
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
    report_number: named('举报编号', 'Report number', Code.optional()),
    ...voiceFields,
    is_named: named('是否实名举报', 'Named report', YesNo.optional(), {
      zh: '举报人留有姓名，须告知其结果。',
      en: 'The reporter gave a name and must be told the outcome.',
    }),
    reporter_name: named('举报人', 'Reporter', personal(Words, 'person').optional()),
    reporter_phone: named(
      '举报人电话',
      'Telephone of the reporter',
      personal(Code, 'telephone').optional(),
    ),
    reported_name: named('被举报人', 'Reported party', personal(Words, 'party').optional()),
    reported_address: named(
      '被举报人地址',
      'Address of the reported party',
      personal(Words, 'party_address').optional(),
    ),
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
  {
    complaint_number: named('投诉编号', 'Complaint number', Code.optional()),
    accepted: named('是否受理', 'Accepted', YesNo),
    reason: named('理由', 'Reason', Coded.optional()),
  },
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
    complaint_number: named('投诉编号', 'Complaint number', Code.optional()),
    category: named('问题类别', 'Category', Coded.optional()),
    outcome: named(
      '处理结果',
      'Outcome',
      z.enum(['settled', 'terminated', 'substantiated', 'not_substantiated']),
      {
        zh: 'settled 达成调解，terminated 终止调解，substantiated 查证属实，not_substantiated 查无实据。',
        en: 'What the department established: settled, terminated, substantiated or not.',
      },
    ),
    reason: named('办结原因', 'Reason for the outcome', Coded.optional()),
  },
)
export type ComplaintConcluded = z.infer<typeof ComplaintConcluded.data>

/**
 * `ticket_number` is what makes answer and rating belong to a dispatch, so tickets cannot do
 * without it.
 */
const ticketFields = {
  ticket_number: named('工单编号', 'Ticket number', Code, {
    zh: '派发、答复与评价凭此关联。',
    en: 'Makes answer and rating belong to a dispatch.',
  }),
  complaint_number: named('投诉编号', 'Complaint number', Code.optional()),
  handling_unit: named('承办单位', 'Handling unit', Words.optional()),
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
    ticket_type: named('工单类型', 'Kind of ticket', Coded.optional()),
    urgency: named('紧急程度', 'Urgency', Coded.optional(), {
      zh: '一般、普通、紧急、特急等，按热线写法。',
      en: 'As the hotline writes it.',
    }),
    category: named('问题类别', 'Category', Coded.optional()),
    title: named('标题', 'Title', personal(Words, 'text').optional()),
    content: named('内容', 'Content', personal(Passage, 'text').optional()),
    is_repeated: named('是否重复件', 'Repeated', YesNo.optional()),
    due_at: named('办理时限', 'Due at', InstantSchema.optional(), {
      zh: '工单上载明的期限。',
      en: 'The deadline printed on the ticket.',
    }),
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
  {
    ...ticketFields,
    status: named('办理状态', 'Status', Coded.optional()),
    answer: named('答复内容', 'Answer', personal(Passage, 'text').optional()),
  },
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
    solved: named('是否解决', 'Solved', z.literal([0, 1, 2]), {
      zh: '0 未解决，1 已解决，2 未评价。',
      en: '0 not solved, 1 solved, 2 no opinion.',
    }),
    satisfaction_with_result: named(
      '对办理结果满意度',
      'Satisfaction with the result',
      Coded.optional(),
    ),
    satisfaction_with_unit: named(
      '对承办单位满意度',
      'Satisfaction with the unit',
      Coded.optional(),
    ),
    satisfaction_with_operator: named(
      '对话务员满意度',
      'Satisfaction with the operator',
      Coded.optional(),
    ),
    comment: named('评价意见', 'Comment', personal(Passage, 'text').optional()),
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
