import { z } from 'zod'
import type { AlertRow, AlertStepRow } from '@jianwei/projections/alerts/queries.ts'
import { RuleSummary } from '#/server/views/rule-view.ts'
import { Level, Time } from '#/server/views/vocabulary.ts'
import { WarningWithEvidence } from '#/server/views/warning-view.ts'

export const AlertStateView = z.enum(['raised', 'signed_for', 'verified', 'disposed', 'fed_back', 'closed']).meta({
  description: '待签收 raised, 已签收 signed for, 已核查 verified, 已处置 disposed, 已反馈 fed back, 已办结 closed',
})

export const AlertView = z
  .object({
    alert_id: z.uuid(),
    state: AlertStateView,
    level: Level,
    rule_id: z.string(),
    rule_version: z.int(),
    subject_id: z.string().meta({ examples: ['tw-epa:L02A0361'] }),
    owner: z.string().nullable().meta({ description: 'Who signed for it, or to whom it was transferred 承办人' }),
    due_at: Time.nullable().meta({ description: 'When the work should be finished 办理时限' }),
    silenced_until: Time.nullable(),
    substantiated: z.boolean().nullable().meta({ description: 'Verified as real 属实; null before verification' }),
    raised_at: Time,
    changed_at: Time.meta({ description: 'When the last step of its life happened' }),
    standing_warnings: z.int().meta({ description: 'Gathered warnings that still hold', examples: [2] }),
  })
  .meta({ id: 'Alert', description: 'An alert 预警单: warnings about one matter, worked on until closed' })
export type AlertView = z.infer<typeof AlertView>

const AlertStepView = z
  .object({
    event_id: z.uuid(),
    position: z.int(),
    type: z.string().meta({ examples: ['AlertSignedFor'] }),
    actor: z.string().meta({ description: 'Who did it' }),
    reason: z.string().meta({ description: 'Why' }),
    occurred_at: Time,
    recorded_at: Time,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AlertStep', description: 'One step in the life of an alert 办理环节' })

export const AlertDetail = AlertView.extend({
  rule: RuleSummary.nullable().meta({ description: 'Null when the rule is no longer loaded' }),
  warnings: z.array(WarningWithEvidence).meta({ description: 'All that it ever gathered, newest first' }),
  more_warnings: z
    .boolean()
    .meta({ description: 'True when there are older ones than shown: read them at /v1/warnings?alert_id=' }),
  steps: z.array(AlertStepView).meta({ description: 'Its life, oldest first' }),
}).meta({ id: 'AlertDetail', description: 'An alert 预警单 with its reasons and its life' })

export function alertView(row: AlertRow): AlertView {
  return {
    alert_id: row.alert_id,
    state: row.state,
    level: row.level,
    rule_id: row.rule_id,
    rule_version: row.rule_version,
    subject_id: row.subject_id,
    owner: row.owner,
    due_at: row.due_at,
    silenced_until: row.silenced_until,
    substantiated: row.substantiated,
    raised_at: row.raised_at,
    changed_at: row.changed_at,
    standing_warnings: row.standing_warning_ids.length,
  }
}

export function alertStepView({ event_type, data, ...step }: AlertStepRow): z.infer<typeof AlertStepView> {
  return { ...step, type: event_type, data: { ...data } }
}
