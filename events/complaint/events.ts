import { z } from 'zod'
import { respondentFields } from '#/complaint/respondent.ts'
import { ticketEvents } from '#/complaint/ticket-events.ts'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
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
const complaintText = {
  role: 'fact',
  title: { en: 'Complaint received', zh: '收到投诉' },
  meaning: {
    en: 'Somebody asked to settle a dispute with the subject.',
    zh: '收到要求解决与监管对象争议的投诉。',
  },
} as const

const complaintFields = {
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
}

export const ComplaintReceivedV1 = defineEvent(
  'ComplaintReceived',
  1,
  complaintText,
  complaintFields,
)

/** Version 2 may say the telephone of the party: it tells shops of one name apart. */
export const ComplaintReceived = defineEvent(
  'ComplaintReceived',
  2,
  complaintText,
  { ...complaintFields, respondent_phone: respondentFields.respondent_phone },
  (previous) => previous,
)
export type ComplaintReceived = z.infer<typeof ComplaintReceived.data>

const reported_phone = named(
  '被举报人电话',
  'Telephone of the reported party',
  personal(Code, 'telephone').optional(),
)

/** 举报: somebody gives a lead about a violation and asks nothing for themselves. */
const reportText = {
  role: 'fact',
  title: { en: 'Report received', zh: '收到举报' },
  meaning: {
    en: 'Somebody gave a lead about a violation by the subject.',
    zh: '收到监管对象违法线索的举报。',
  },
} as const

const reportFields = {
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
}

export const ReportReceivedV1 = defineEvent('ReportReceived', 1, reportText, reportFields)

/** Version 2 may say the telephone of the party: it tells shops of one name apart. */
export const ReportReceived = defineEvent(
  'ReportReceived',
  2,
  reportText,
  { ...reportFields, reported_phone },
  (previous) => previous,
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

export const complaintEvents = [
  ComplaintReceivedV1,
  ComplaintReceived,
  ReportReceivedV1,
  ReportReceived,
  ComplaintAcceptanceDecided,
  ComplaintConcluded,
  ...ticketEvents,
] as const
