import { z } from 'zod'
import { defineEvent, personal, type EventTitle } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, LIST_ITEMS_MAX, Passage, Version, Words } from '#/vocabulary.ts'
import { RiskLevel } from '#/warning/events.ts'

/**
 * The life of an alert (预警单): raised → signed for → verified → disposed → fed back → closed. Every step says who did it and
 * why. `actor` is a person's account, or the part of the platform that acted (`jianwei:sentinel`). `decider.ts` says which step may follow which.
 */
const step = { alert_id: z.uuid(), actor: personal(Words), reason: personal(Passage) }

function alertEvent<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  title: EventTitle,
  meaning: EventTitle,
  shape: Shape,
) {
  return defineEvent(type, 1, { role: 'record', title, meaning }, { ...step, ...shape })
}

export const AlertRaised = alertEvent(
  'AlertRaised',
  { en: 'Alert raised', zh: '预警单生成' },
  { en: 'Warnings about one matter became work for people.', zh: '同一事项的预警汇成预警单。' },
  {
    rule_id: Code,
    rule_version: Version,
    level: RiskLevel,
    warning_ids: z.array(z.uuid()).min(1).max(LIST_ITEMS_MAX),
    /** When the work should be finished; null where no limit is set. */
    due_at: InstantSchema.nullable(),
  },
)
export type AlertRaised = z.infer<typeof AlertRaised.data>

export const AlertWarningGathered = alertEvent(
  'AlertWarningGathered',
  { en: 'Alert warning gathered', zh: '预警并入' },
  { en: 'A further warning about the same matter joined the alert.', zh: '同一事项的新预警并入预警单。' },
  { warning_id: z.uuid() },
)
export type AlertWarningGathered = z.infer<typeof AlertWarningGathered.data>

export const AlertWarningWithdrawn = alertEvent(
  'AlertWarningWithdrawn',
  { en: 'Alert warning withdrawn', zh: '预警移出' },
  { en: 'A warning of the alert no longer holds.', zh: '预警单中的某一预警不再成立。' },
  { warning_id: z.uuid() },
)
export type AlertWarningWithdrawn = z.infer<typeof AlertWarningWithdrawn.data>

export const AlertSignedFor = alertEvent(
  'AlertSignedFor',
  { en: 'Alert signed for', zh: '预警单签收' },
  { en: 'The actor took the alert on.', zh: '承办人签收预警单。' },
  {},
)
export type AlertSignedFor = z.infer<typeof AlertSignedFor.data>

export const AlertVerified = alertEvent(
  'AlertVerified',
  { en: 'Alert verified', zh: '预警单核查' },
  { en: 'It was established whether the risk is real.', zh: '核查风险是否属实。' },
  { substantiated: z.boolean() },
)
export type AlertVerified = z.infer<typeof AlertVerified.data>

export const AlertDisposed = alertEvent(
  'AlertDisposed',
  { en: 'Alert disposed', zh: '预警单处置' },
  { en: 'Something was done about the risk.', zh: '对风险采取处置措施。' },
  { measure: personal(Passage) },
)
export type AlertDisposed = z.infer<typeof AlertDisposed.data>

export const AlertFedBack = alertEvent(
  'AlertFedBack',
  { en: 'Alert fed back', zh: '预警单反馈' },
  { en: 'The result was reported back.', zh: '反馈核查处置结果。' },
  { feedback: personal(Passage) },
)
export type AlertFedBack = z.infer<typeof AlertFedBack.data>

export const AlertClosed = alertEvent(
  'AlertClosed',
  { en: 'Alert closed', zh: '预警单办结' },
  { en: 'The work on the alert ended.', zh: '预警单办结。' },
  {},
)
export type AlertClosed = z.infer<typeof AlertClosed.data>

export const AlertTransferred = alertEvent(
  'AlertTransferred',
  { en: 'Alert transferred', zh: '预警单转办' },
  { en: 'Another unit or person is to sign for the alert.', zh: '预警单转由其他单位或人员签收。' },
  { to: personal(Words) },
)
export type AlertTransferred = z.infer<typeof AlertTransferred.data>

export const AlertReturned = alertEvent(
  'AlertReturned',
  { en: 'Alert returned', zh: '预警单退回' },
  {
    en: 'The alert went back: to be assigned anew before verification, to be worked on again after it.',
    zh: '预警单退回：核查前退回重新分派，核查后退回重新办理。',
  },
  {},
)
export type AlertReturned = z.infer<typeof AlertReturned.data>

export const AlertEscalated = alertEvent(
  'AlertEscalated',
  { en: 'Alert escalated', zh: '预警单升级' },
  { en: 'The alert got a graver level.', zh: '预警单提升级别。' },
  { level: RiskLevel, due_at: InstantSchema.nullable() },
)
export type AlertEscalated = z.infer<typeof AlertEscalated.data>

export const AlertSilenced = alertEvent(
  'AlertSilenced',
  { en: 'Alert silenced', zh: '预警单静默' },
  { en: 'The alert asks for no attention until a time.', zh: '预警单在某时之前不再提醒。' },
  { until: InstantSchema },
)
export type AlertSilenced = z.infer<typeof AlertSilenced.data>

export const AlertReopened = alertEvent(
  'AlertReopened',
  { en: 'Alert reopened', zh: '预警单重启' },
  { en: 'Work on a closed alert began again.', zh: '已办结的预警单重新办理。' },
  {},
)
export type AlertReopened = z.infer<typeof AlertReopened.data>

export const alertEvents = [
  AlertRaised,
  AlertWarningGathered,
  AlertWarningWithdrawn,
  AlertSignedFor,
  AlertVerified,
  AlertDisposed,
  AlertFedBack,
  AlertClosed,
  AlertTransferred,
  AlertReturned,
  AlertEscalated,
  AlertSilenced,
  AlertReopened,
] as const
