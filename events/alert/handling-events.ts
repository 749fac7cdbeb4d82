import { z } from 'zod'
import { alertMark, alertMarkV2, alertStep, alertStepV2 } from '#/alert/define-alert-event.ts'
import { Sha256 } from '#/alert/joint-events.ts'
import { personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Passage } from '#/vocabulary.ts'
import { RiskLevel } from '#/warning/events.ts'

/** Files that a finding may cite. */
export const CITED_EVIDENCE_MAX = 100

/** What verification came to 核查结论. */
export const Finding = z.enum(['substantiated', 'not_substantiated', 'cannot_be_verified'])
export type Finding = z.infer<typeof Finding>

const signedText = {
  title: { en: 'Alert signed for', zh: '预警单签收' },
  meaning: { en: 'The actor took the alert on.', zh: '承办人签收预警单。' },
}

export const AlertSignedForV1 = alertStep('AlertSignedFor', signedText, {})

export const AlertSignedFor = alertMarkV2('AlertSignedFor', signedText, {}, (previous) => previous)
export type AlertSignedFor = z.infer<typeof AlertSignedFor.data>

const verifiedText = {
  title: { en: 'Alert verified', zh: '预警单核查' },
  meaning: { en: 'It was established whether the risk is real.', zh: '核查风险是否属实。' },
}

export const AlertVerifiedV1 = alertStep('AlertVerified', verifiedText, {
  substantiated: z.boolean(),
})

export const AlertVerified = alertStepV2(
  'AlertVerified',
  verifiedText,
  {
    finding: Finding,
    /** Files attached to the alert on which the finding rests. */
    evidence: z.array(Sha256).max(CITED_EVIDENCE_MAX),
  },
  ({ substantiated, ...previous }) => ({
    ...previous,
    finding: substantiated === true ? 'substantiated' : 'not_substantiated',
    evidence: [],
  }),
)
export type AlertVerified = z.infer<typeof AlertVerified.data>

export const AlertDisposed = alertStep(
  'AlertDisposed',
  {
    title: { en: 'Alert disposed', zh: '预警单处置' },
    meaning: { en: 'Something was done about the risk.', zh: '对风险采取处置措施。' },
  },
  { measure: personal(Passage, 'text') },
)
export type AlertDisposed = z.infer<typeof AlertDisposed.data>

const fedBackText = {
  title: { en: 'Alert fed back', zh: '预警单反馈' },
  meaning: { en: 'The result was reported back.', zh: '反馈核查处置结果。' },
}

export const AlertFedBackV1 = alertStep('AlertFedBack', fedBackText, {
  feedback: personal(Passage, 'text'),
})

export const AlertFedBack = alertMarkV2(
  'AlertFedBack',
  fedBackText,
  { feedback: personal(Passage, 'text') },
  (previous) => previous,
)
export type AlertFedBack = z.infer<typeof AlertFedBack.data>

const escalatedText = {
  title: { en: 'Alert escalated', zh: '预警单升级' },
  meaning: { en: 'The alert got a graver level.', zh: '预警单提升级别。' },
}
const escalatedFields = { level: RiskLevel, due_at: InstantSchema.nullable() }

export const AlertEscalatedV1 = alertStep('AlertEscalated', escalatedText, escalatedFields)

export const AlertEscalated = alertStepV2(
  'AlertEscalated',
  escalatedText,
  {
    ...escalatedFields,
    /** Which level it had; version 1 did not say. */
    from_level: RiskLevel.optional(),
  },
  (previous) => previous,
)
export type AlertEscalated = z.infer<typeof AlertEscalated.data>

export const AlertSilenced = alertStep(
  'AlertSilenced',
  {
    title: { en: 'Alert silenced', zh: '预警单静默' },
    meaning: {
      en: 'The alert asks for no attention until a time.',
      zh: '预警单在某时之前不再提醒。',
    },
  },
  { until: InstantSchema },
)
export type AlertSilenced = z.infer<typeof AlertSilenced.data>

export const AlertUrged = alertStep(
  'AlertUrged',
  {
    title: { en: 'Alert urged', zh: '预警单催办' },
    meaning: {
      en: 'Somebody asked those who work on the alert to hurry.',
      zh: '催促承办单位或者承办人办理。',
    },
  },
  {},
)
export type AlertUrged = z.infer<typeof AlertUrged.data>

export const AlertSupervised = alertStep(
  'AlertSupervised',
  {
    title: { en: 'Alert put under supervision', zh: '预警单督办' },
    meaning: {
      en: 'A superior watches over the alert until it is closed, and wants an answer.',
      zh: '上级对预警单挂牌督办，直至办结，并要求答复。',
    },
  },
  {
    /** When an answer is due; null where none was set. */
    answer_by: InstantSchema.nullable(),
  },
)
export type AlertSupervised = z.infer<typeof AlertSupervised.data>

export const AlertViewed = alertMark(
  'AlertViewed',
  {
    title: { en: 'Alert viewed', zh: '预警单查阅' },
    meaning: {
      en: 'The actor opened the alert: the first time, or the first since others did something.',
      zh: '某人查阅预警单：首次查阅，或者他人办理之后的首次查阅。',
    },
  },
  {},
)
export type AlertViewed = z.infer<typeof AlertViewed.data>
