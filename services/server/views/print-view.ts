import { z } from 'zod'
import { DocumentKind } from '@jianwei/events/document/events.ts'
import { Level, Time } from '#/server/views/vocabulary.ts'
import { AlertStateView } from '#/server/views/alert-view.ts'

const Named = (what: string) =>
  z.object({ id: z.string().nullable(), name: z.string().nullable() }).meta({ description: what })

const Remaining = {
  due_at: Time.nullable(),
  working_days_left: z.int().nullable().meta({
    description: 'Negative once it has passed; null where no end is known, or no calendar',
  }),
  hours_left: z.int().nullable(),
}

export const PrintView = z
  .object({
    document: DocumentKind,
    title: z.string().meta({ examples: ['预警单'] }),
    number: z.string().meta({ description: 'Given once 文号', examples: ['预警〔2026〕12号'] }),
    numbered_at: Time,
    printed_at: Time,
    printed_by: z.string(),
    alert_id: z.uuid(),
    revision: z.int(),
    state: AlertStateView,
    state_name: z.string(),
    level: Level,
    level_name: z.string(),
    raised_at: Time,
    region: Named('Where it lies 行政区划'),
    object: z
      .object({
        subject_id: z.string(),
        name: z.string().nullable().meta({ description: 'Null where no fact says it' }),
        further: z.array(z.object({ subject_id: z.string(), name: z.string().nullable() })),
      })
      .meta({ description: 'Whom it is about 监管对象' }),
    occasion: z
      .object({ event_id: z.uuid(), by: z.string(), at: Time, text: z.string() })
      .meta({ description: 'What raised, urged or put under supervision 事由' }),
    summary: z.string().nullable().meta({ description: 'Of a tip that somebody entered 线索内容' }),
    rule: z
      .object({
        rule_id: z.string(),
        rule_version: z.int(),
        title: z.string().nullable(),
        text: z.string().nullable(),
        playbook: z.string().nullable().meta({ description: '处置指引' }),
      })
      .nullable(),
    facts: z
      .array(
        z.object({
          event_id: z.uuid(),
          type: z.string(),
          title: z.string().meta({ examples: ['行政处罚决定'] }),
          occurred_at: Time,
          department: z.string().nullable(),
          subject_id: z.string(),
          data: z.record(z.string(), z.unknown()),
        }),
      )
      .meta({ description: 'On which it rests, oldest first 事实依据' }),
    more_facts: z.int().meta({ description: 'Those that are not shown' }),
    more_warnings: z.boolean().meta({ description: 'There are older warnings with their facts' }),
    law: z
      .array(
        z.object({
          law: z.string(),
          article: z.string(),
          valid_from: z.string().nullable(),
          valid_to: z.string().nullable(),
          source: z.string(),
        }),
      )
      .meta({ description: 'By which the rule warns 法律依据' }),
    unit: Named('Whose it is 承办单位'),
    owner: z.string().nullable().meta({ description: '承办人' }),
    limit: z
      .object({
        ...Remaining,
        duties: z.array(
          z.object({
            duty_id: z.uuid(),
            title: z.string(),
            state: z.string(),
            unit: z.string().nullable(),
            marks: z.array(z.string()),
            ...Remaining,
          }),
        ),
      })
      .meta({ description: 'By when, and what is left 办理时限' }),
    opinions: z
      .array(
        z.object({
          event_id: z.uuid(),
          step: z.string(),
          title: z.string().meta({ examples: ['预警单核查'] }),
          actor: z.string(),
          at: Time,
          text: z.string(),
        }),
      )
      .meta({ description: 'Who said what, oldest first 办理意见' }),
    signatures: z
      .array(z.object({ role: z.string(), seal: z.boolean().meta({ description: '加盖公章' }) }))
      .meta({ description: 'Places for names, days and seals 签章' }),
    qr: z
      .object({
        address: z.string().nullable(),
        svg: z.string().nullable(),
        missing: z.string().nullable().meta({ description: 'Why there is none' }),
      })
      .meta({ description: 'To the alert 二维码' }),
    masked: z
      .array(z.string())
      .meta({ description: 'Fields in which persons are masked 脱敏字段' }),
  })
  .meta({ id: 'AlertPrint', description: 'What stands on a document about an alert 文书打印数据' })
export type PrintView = z.infer<typeof PrintView>
