import { z } from 'zod'
import { maskedField } from '#/access/masked-answer.ts'
import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { ALERT_STATES } from '@jianwei/events/alert/effects.ts'
import { changesOf } from '@jianwei/events/alert/step-changes.ts'
import { Finding } from '@jianwei/events/alert/handling-events.ts'
import type { AlertStepRow } from '@jianwei/projections/alerts/queries.ts'
import type { AlertRow } from '@jianwei/projections/desk/alert-row.ts'
import { changeView, FieldChangeView } from '#/server/views/field-change-view.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { summaryFields } from '#/server/views/alert-summary-view.ts'
import { RuleSummary } from '#/server/views/rule-view.ts'
import { Level, Time } from '#/server/views/vocabulary.ts'
import { WarningWithEvidence } from '#/server/views/warning-view.ts'

export const AlertStateView = z.enum(ALERT_STATES).meta({
  description:
    '待签收 raised, 已签收 signed for, 已核查 verified, 已处置 disposed, 已反馈 fed back, 已办结 closed',
})

export const AlertView = z
  .object({
    alert_id: z.uuid(),
    state: AlertStateView,
    level: Level,
    rule_id: z
      .string()
      .nullable()
      .meta({ description: 'Null, with its version, where somebody entered a tip 线索录入' }),
    rule_version: z.int().nullable(),
    subject_id: z.string().meta({ examples: ['tw-epa:L02A0361'] }),
    further_subjects: z
      .array(z.string())
      .meta({ description: 'Whom it is about besides 其他涉及对象' }),
    owner: z
      .string()
      .nullable()
      .meta({ description: 'Who signed for it, or to whom it was transferred 承办人' }),
    unit: z.string().nullable().meta({ description: 'In whose queue it is 承办单位' }),
    due_at: Time.nullable().meta({ description: 'When the work should be finished 办理时限' }),
    silenced_until: Time.nullable(),
    substantiated: z.boolean().nullable().meta({
      description: 'Verified as real 属实; null before verification, and where it cannot be',
    }),
    finding: Finding.nullable().meta({
      description: 'What verification came to last 核查结论; null before',
    }),
    closed_as: ClosingReason.nullable().meta({
      description: 'Why it was closed 办结原因; null while it is open, and where nobody was asked',
    }),
    claimed_by: z
      .string()
      .nullable()
      .meta({ description: 'Who claimed it last, also when the claim has run out since 认领人' }),
    claimed_until: Time.nullable(),
    closing_proposed_by: z
      .string()
      .nullable()
      .meta({ description: 'Who wants to close it, while a second person has not agreed' }),
    urged_by: z.string().nullable().meta({ description: 'Who urged last 催办' }),
    supervised_by: z.string().nullable().meta({ description: 'Who watches over it 督办' }),
    merged_into: z.uuid().nullable().meta({ description: 'The alert that it is worked on with' }),
    gathered_under: z.uuid().nullable().meta({ description: 'The alert of its cause' }),
    merged_alerts: z.array(z.uuid()).meta({ description: 'Alerts that it took in' }),
    alerts_withheld: z
      .int()
      .min(0)
      .meta({
        description:
          'How many of these alerts you may not see: left out of the list, null elsewhere ' +
          '不在权限内的预警单数',
      }),
    open_parts: z
      .array(z.string())
      .meta({ description: 'Units that were asked to cooperate and have not answered 协同' }),
    open_links: z
      .array(z.uuid())
      .meta({ description: 'Links to measures that no department has streamed yet' }),
    tags: z.array(z.string()),
    watchers: z.array(z.string()),
    viewers: z.array(z.string()).meta({ description: 'Who has opened it' }),
    raised_at: Time,
    revision: z.int().meta({ description: 'What `If-Match` names; also the `ETag` of the alert' }),
    changed_at: Time.meta({ description: 'When the last step of its life happened' }),
    standing_warnings: z
      .int()
      .meta({ description: 'Gathered warnings that still hold', examples: [2] }),
  })
  .meta({
    id: 'Alert',
    description: 'An alert 预警单: warnings about one matter, worked on until closed',
  })
export type AlertView = z.infer<typeof AlertView>

const AlertStepView = z
  .object({
    event_id: z.uuid(),
    position: z.int(),
    type: z.string().meta({ examples: ['AlertSignedFor'] }),
    actor: z.string().meta({ description: 'Who did it' }),
    reason: z.string().meta({ description: 'Why; empty where none was due' }),
    occurred_at: Time,
    recorded_at: Time,
    data: z.record(z.string(), z.unknown()),
    withheld: z
      .int()
      .min(0)
      .meta({
        description:
          'How many ids it names that you may not see: left out of lists, null elsewhere ' +
          '不在权限内的编号数',
      }),
    ...maskedField,
    changes: z.array(FieldChangeView).meta({ description: 'What it changed 变更前后' }),
  })
  .meta({ id: 'AlertStep', description: 'One step in the life of an alert 办理环节' })

export const AlertDetail = AlertView.extend({
  ...summaryFields,
  rule: RuleSummary.nullable().meta({
    description: 'Null when the rule is no longer loaded, and where there is none',
  }),
  warnings: z
    .array(WarningWithEvidence)
    .meta({ description: 'All that it ever gathered, newest first' }),
  more_warnings: z.boolean().meta({
    description: 'True when there are older ones than shown: read them at /v1/warnings?alert_id=',
  }),
  steps: z.array(AlertStepView).meta({ description: 'Its life, oldest first' }),
}).meta({ id: 'AlertDetail', description: 'An alert 预警单 with its reasons and its life' })

/** The alerts that an alert names. */
export function companyOf({ merged_into, gathered_under, merged_alerts }: AlertRow) {
  return { merged_into, gathered_under, merged_alerts: [...merged_alerts] }
}

export function alertView(row: AlertRow, withheld: Withheld): AlertView {
  const { merged_into, gathered_under, merged_alerts } = companyOf(row)
  const alone = [merged_into, gathered_under].filter((id) => id !== null)
  const taken = withheld.of(merged_alerts)
  return {
    alert_id: row.alert_id,
    state: row.state,
    level: row.level,
    rule_id: row.rule_id,
    rule_version: row.rule_version,
    subject_id: row.subject_id,
    further_subjects: [...row.further_subjects],
    owner: row.owner,
    unit: row.unit,
    due_at: row.due_at,
    silenced_until: row.silenced_until,
    substantiated: isSubstantiated(row.finding),
    finding: row.finding,
    closed_as: row.closed_as,
    claimed_by: row.claimed_by,
    claimed_until: row.claimed_until,
    closing_proposed_by: row.closing_proposed_by,
    urged_by: row.urged_by,
    supervised_by: row.supervised_by,
    merged_into: withheld.shown(merged_into),
    gathered_under: withheld.shown(gathered_under),
    merged_alerts: taken.shown,
    alerts_withheld: taken.withheld + withheld.of(alone).withheld,
    open_parts: [...row.open_parts],
    open_links: [...row.open_links],
    tags: [...row.tags],
    watchers: [...row.watchers],
    viewers: [...row.viewers],
    raised_at: row.raised_at,
    revision: row.revision,
    changed_at: row.changed_at,
    standing_warnings: row.standing_warning_ids.length,
  }
}

function isSubstantiated(finding: Finding | null): boolean | null {
  return finding === null || finding === 'cannot_be_verified' ? null : finding === 'substantiated'
}

/** Its life, oldest step first, each with what it changed. */
export function alertStepViews(
  steps: readonly AlertStepRow[],
  withheld: Withheld,
): readonly z.infer<typeof AlertStepView>[] {
  // Rows of this table are events of alerts, read at their latest version.
  const events = steps.map(({ event_type, data }) => ({ type: event_type, data }))
  const changes = changesOf(events)
  return steps.map((step, index) => ({
    event_id: step.event_id,
    position: step.position,
    type: step.event_type,
    actor: step.actor,
    reason: step.reason,
    occurred_at: step.occurred_at,
    recorded_at: step.recorded_at,
    ...withheld.within(step.data),
    changes: (changes[index] ?? []).map((change) => changeView(change, withheld)),
  }))
}
