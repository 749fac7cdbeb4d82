import { z } from 'zod'
import { MeasureKind } from '@jianwei/events/alert/joint-events.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { AlertRow } from '@jianwei/projections/desk/alert-row.ts'
import { LIKENESS, reasonsIn } from '@jianwei/projections/similar-alerts/likeness.ts'
import {
  OUTCOMES,
  type Outcome,
  type SimilarAlerts,
} from '@jianwei/projections/similar-alerts/queries.ts'
import type { WhatWasDone } from '@jianwei/projections/similar-alerts/what-was-done.ts'
import { AlertView } from '#/server/views/alert-view.ts'
import { Level, Time, Title } from '#/server/views/vocabulary.ts'

const HOUR_MS = 3_600_000

const Count = z.int().min(0)
const ReasonCode = z.enum(LIKENESS.map(({ code }) => code))

const AlikeAlertView = AlertView.pick({
  alert_id: true,
  state: true,
  level: true,
  rule_id: true,
  rule_version: true,
  subject_id: true,
  finding: true,
  closed_as: true,
  raised_at: true,
}).extend({
  because: z
    .array(z.object({ code: ReasonCode, because: Title }))
    .min(1)
    .meta({ description: 'Why it is alike, strongest reason first 相似理由' }),
  closed_at: Time.nullable().meta({ description: 'Null while it is open' }),
  took_hours: z
    .int()
    .nullable()
    .meta({ description: 'From raised to closed, whole hours; null while it is open 办理时长' }),
  measures: z.array(z.string()).meta({
    description: 'What was done, as people said it, oldest first, masked for you 处置措施',
  }),
  links: z.array(
    z.object({
      kind: MeasureKind,
      number: z.string(),
      department: z.string().nullable(),
      streamed: z.boolean().meta({ description: 'Whether the department has sent it' }),
    }),
  ),
})

export const SimilarAlertsView = z
  .object({
    alert_id: z.uuid(),
    since: Time.meta({ description: 'Alerts raised from here on and before this one' }),
    compared_by: z
      .object({
        subject_ids: z.array(z.string()),
        rule_id: z.string().nullable(),
        kindred_rules: z
          .array(z.string())
          .meta({ description: 'Other rules about the same kinds of facts' }),
        region: z.string().nullable().meta({ description: 'County, or a place of a source' }),
        industry: z
          .string()
          .nullable()
          .meta({ description: 'Its division 行业大类, as known now' }),
        raised: z
          .object({ level: Level, facts: Count })
          .nullable()
          .meta({ description: 'Its level when it was raised, and of how many facts at most' }),
      })
      .meta({ description: 'What of it others are compared with; null makes no two alike' }),
    alike: Count.meta({ description: 'Of those that you may see' }),
    outcomes: z
      .record(z.enum(OUTCOMES), Count)
      .meta({ description: 'How many are open, and why the others were closed' }),
    reasons: z
      .record(ReasonCode, Count)
      .meta({ description: 'How many are alike for each reason; an alert may have several' }),
    summary: Title.meta({ description: 'The same in a sentence' }),
    items: z.array(AlikeAlertView).meta({ description: 'The most alike first, then the newest' }),
    more: Count.meta({ description: 'As many again are counted and not shown: `limit`' }),
  })
  .meta({ id: 'SimilarAlerts', description: 'Alerts of the past like one 相似预警单' })

const IN_WORDS: Readonly<Record<Outcome, readonly [en: string, zh: string]>> = {
  true_and_handled: ['substantiated and handled', '属实并处置'],
  false_rule: ['false: the rule', '误报（规则）'],
  false_data: ['false: the data', '误报（数据）'],
  benign: ['benign', '无需处置'],
  duplicate: ['duplicate', '重复'],
  out_of_remit: ['out of remit', '不属职责范围'],
  other: ['closed for another reason', '其他原因办结'],
  without_reason: ['closed without a reason', '办结未注明原因'],
  open: ['open', '在办'],
}

/** Outcomes in the order of a sentence: what says most about the matter first. */
const TOLD = Object.keys(IN_WORDS) as readonly Outcome[] // Every outcome is a key.

export function summaryOf({ alike, outcomes }: SimilarAlerts, days: number): z.infer<typeof Title> {
  const told = TOLD.filter((outcome) => outcomes[outcome] > 0)
  const en = told.map((outcome) => `${outcomes[outcome]} ${IN_WORDS[outcome][0]}`)
  const zh = told.map((outcome) => `${IN_WORDS[outcome][1]}${outcomes[outcome]}件`)
  return {
    en: `${alike} alike in ${days} days${alike === 0 ? '' : `: ${en.join(', ')}`}.`,
    zh: `${days}日内相似预警${alike}件${alike === 0 ? '' : `：${zh.join('，')}`}。`,
  }
}

/** One of those that are alike, by the sum of its reasons. */
export function alikeAlertView(
  row: AlertRow,
  likeness: number,
  done: WhatWasDone,
  masked: (text: string, row: AlertRow) => string | null,
) {
  const { closed_at, measures, links } = done
  return {
    alert_id: row.alert_id,
    state: row.state,
    level: row.level,
    rule_id: row.rule_id,
    rule_version: row.rule_version,
    subject_id: row.subject_id,
    finding: row.finding,
    closed_as: row.closed_as,
    raised_at: row.raised_at,
    because: reasonsIn(likeness).map(({ code, en, zh }) => ({ code, because: { en, zh } })),
    closed_at,
    took_hours:
      closed_at === null
        ? null
        : Math.floor((msOfInstant(closed_at) - msOfInstant(row.raised_at)) / HOUR_MS),
    measures: measures.map((measure) => masked(measure, row) ?? ''),
    links: links.map(({ kind, number, department, streamed }) => ({
      kind,
      number,
      department,
      streamed,
    })),
  }
}
