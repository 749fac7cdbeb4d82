import { z } from 'zod'
import { alertMark, alertStep, alertStepV2 } from '#/alert/define-alert-event.ts'
import { personal } from '#/define-event.ts'
import { EventIdSchema, Code, LIST_ITEMS_MAX, Passage, Version } from '#/vocabulary.ts'
import { SubjectIdSchema } from '#/identifiers/subject-id.ts'
import { InstantSchema } from '#/instant.ts'
import { RiskLevel } from '#/warning/events.ts'

/** Besides the one that the alert stands under. */
export const FURTHER_SUBJECTS_MAX = 100

/** How somebody learnt of what no rule found. */
export const LeadChannel = z.enum([
  'telephone',
  'hotline',
  'visit',
  'letter',
  'online',
  'media',
  'inspection',
  'transferred',
  'other',
])
export type LeadChannel = z.infer<typeof LeadChannel>

const Lead = z.strictObject({
  channel: LeadChannel,
  summary: personal(Passage, 'text'),
  /** The number under which the tip was taken down elsewhere. */
  number: Code.nullable(),
  /** As the packs of rules name domains; null where nobody said. */
  domain: Code.nullable(),
})

const raisedText = {
  title: { en: 'Alert raised', zh: '预警单生成' },
  meaning: {
    en: 'Warnings about one matter, or a tip that somebody entered, became work for people.',
    zh: '同一事项的预警，或者人工录入的线索，形成预警单。',
  },
}

export const AlertRaisedV1 = alertStep('AlertRaised', raisedText, {
  rule_id: Code,
  rule_version: Version,
  level: RiskLevel,
  warning_ids: z.array(z.uuid()).min(1).max(LIST_ITEMS_MAX),
  /** When the work should be finished; null where no limit is set. */
  due_at: InstantSchema.nullable(),
})

export const AlertRaised = alertStepV2(
  'AlertRaised',
  raisedText,
  {
    /** Null, with its version, where somebody entered a tip: no rule found it. */
    rule_id: Code.nullable(),
    rule_version: Version.nullable(),
    level: RiskLevel,
    warning_ids: z.array(z.uuid()).max(LIST_ITEMS_MAX),
    due_at: InstantSchema.nullable(),
    /** What somebody entered 线索录入; null where a rule found it. */
    lead: Lead.nullable(),
    /** Whom it is about besides the event's subject. */
    further_subjects: z.array(SubjectIdSchema).max(FURTHER_SUBJECTS_MAX),
  },
  (previous) => ({ ...previous, lead: null, further_subjects: [] }),
)
export type AlertRaised = z.infer<typeof AlertRaised.data>

export const AlertWarningGathered = alertStep(
  'AlertWarningGathered',
  {
    title: { en: 'Alert warning gathered', zh: '预警并入' },
    meaning: {
      en: 'A further warning about the same matter joined the alert.',
      zh: '同一事项的新预警并入预警单。',
    },
  },
  { warning_id: z.uuid() },
)
export type AlertWarningGathered = z.infer<typeof AlertWarningGathered.data>

export const AlertWarningWithdrawn = alertStep(
  'AlertWarningWithdrawn',
  {
    title: { en: 'Alert warning withdrawn', zh: '预警移出' },
    meaning: { en: 'A warning of the alert no longer holds.', zh: '预警单中的某一预警不再成立。' },
  },
  { warning_id: z.uuid() },
)
export type AlertWarningWithdrawn = z.infer<typeof AlertWarningWithdrawn.data>

export const AlertWarningsCounted = alertMark(
  'AlertWarningsCounted',
  {
    title: { en: 'Alert warnings counted', zh: '预警计入' },
    meaning: {
      en: 'Further warnings of a storm were counted and named; they open no alerts.',
      zh: '预警激增期间的其余预警计数留存，不另生成预警单。',
    },
  },
  { warning_ids: z.array(z.uuid()).min(1).max(LIST_ITEMS_MAX) },
)
export type AlertWarningsCounted = z.infer<typeof AlertWarningsCounted.data>

export const AlertEvidenceChanged = alertMark(
  'AlertEvidenceChanged',
  {
    title: { en: 'Alert evidence changed', zh: '预警依据变更' },
    meaning: {
      en: 'A fact on which the alert rests was corrected or retracted.',
      zh: '预警单所依据的事实被更正或者撤回。',
    },
  },
  {
    fact_id: EventIdSchema,
    /** The event that corrected or retracted it. */
    amendment_id: EventIdSchema,
    change: z.enum(['corrected', 'retracted']),
  },
)
export type AlertEvidenceChanged = z.infer<typeof AlertEvidenceChanged.data>
