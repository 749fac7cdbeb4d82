import { z } from 'zod'
import { respondentFields } from '#/complaint/respondent.ts'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Coded, Passage, Words, YesNo } from '#/vocabulary.ts'

/**
 * `ticket_number` is what makes answer and rating belong to a dispatch, so tickets cannot do
 * without it.
 */
const ticketFieldsV1 = {
  ticket_number: named('工单编号', 'Ticket number', Code, {
    zh: '派发、答复与评价凭此关联。',
    en: 'Makes answer and rating belong to a dispatch.',
  }),
  complaint_number: named('投诉编号', 'Complaint number', Code.optional()),
  handling_unit: named('承办单位', 'Handling unit', Words.optional()),
}

const ticketDispatchedText = {
  role: 'fact',
  title: { en: 'Ticket dispatched', zh: '工单派发' },
  meaning: {
    en: 'A hotline ticket was sent to the unit that must answer it.',
    zh: '热线工单派发至承办单位。',
  },
} as const

const ticketDispatchedFields = {
  ...ticketFieldsV1,
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
}

export const TicketDispatchedV1 = defineEvent(
  'TicketDispatched',
  1,
  ticketDispatchedText,
  ticketDispatchedFields,
)

/** Version 2 may name the party, where nobody knows which subject it is. */
export const TicketDispatched = defineEvent(
  'TicketDispatched',
  2,
  ticketDispatchedText,
  { ...ticketDispatchedFields, ...respondentFields },
  (previous) => previous,
)
export type TicketDispatched = z.infer<typeof TicketDispatched.data>

const ticketAnsweredText = {
  role: 'fact',
  title: { en: 'Ticket answered', zh: '工单答复' },
  meaning: { en: 'The handling unit answered a hotline ticket.', zh: '承办单位答复热线工单。' },
} as const

const ticketAnsweredFields = {
  ...ticketFieldsV1,
  status: named('办理状态', 'Status', Coded.optional()),
  answer: named('答复内容', 'Answer', personal(Passage, 'text').optional()),
}

export const TicketAnsweredV1 = defineEvent(
  'TicketAnswered',
  1,
  ticketAnsweredText,
  ticketAnsweredFields,
)

/** Version 2 may name the party, where nobody knows which subject it is. */
export const TicketAnswered = defineEvent(
  'TicketAnswered',
  2,
  ticketAnsweredText,
  { ...ticketAnsweredFields, ...respondentFields },
  (previous) => previous,
)
export type TicketAnswered = z.infer<typeof TicketAnswered.data>

const ticketRatedText = {
  role: 'fact',
  title: { en: 'Ticket rated', zh: '工单回访评价' },
  meaning: {
    en: 'The caller said whether the matter was solved.',
    zh: '来电人评价诉求是否解决。',
  },
} as const

const ticketRatedFields = {
  ...ticketFieldsV1,
  solved: named('是否解决', 'Solved', z.literal([0, 1, 2]), {
    zh: '0 未解决，1 已解决，2 未评价。',
    en: '0 not solved, 1 solved, 2 no opinion.',
  }),
  satisfaction_with_result: named(
    '对办理结果满意度',
    'Satisfaction with the result',
    Coded.optional(),
  ),
  satisfaction_with_unit: named('对承办单位满意度', 'Satisfaction with the unit', Coded.optional()),
  satisfaction_with_operator: named(
    '对话务员满意度',
    'Satisfaction with the operator',
    Coded.optional(),
  ),
  comment: named('评价意见', 'Comment', personal(Passage, 'text').optional()),
}

export const TicketRatedV1 = defineEvent('TicketRated', 1, ticketRatedText, ticketRatedFields)

/** Version 2 may name the party, where nobody knows which subject it is. */
export const TicketRated = defineEvent(
  'TicketRated',
  2,
  ticketRatedText,
  { ...ticketRatedFields, ...respondentFields },
  (previous) => previous,
)
export type TicketRated = z.infer<typeof TicketRated.data>

export const ticketEvents = [
  TicketDispatchedV1,
  TicketDispatched,
  TicketAnsweredV1,
  TicketAnswered,
  TicketRatedV1,
  TicketRated,
] as const
