import { z } from 'zod'
import { FURTHER_SUBJECTS_MAX } from '#/alert/raising-events.ts'
import { alertStep } from '#/alert/define-alert-event.ts'
import { SubjectIdSchema } from '#/identifiers/subject-id.ts'

/*
 * Alerts about one matter. A merged alert keeps its state and its warnings, and is closed with the
 * one that took it in; nobody works on it until it is detached. A gathered one has a cause that has
 * an alert of its own.
 */

const subjects = z.array(SubjectIdSchema).max(FURTHER_SUBJECTS_MAX)

export const AlertMerged = alertStep(
  'AlertMerged',
  {
    title: { en: 'Alert merged', zh: '预警单合并' },
    meaning: {
      en: 'Another alert about the same matter took this one in.',
      zh: '本单并入同一事项的另一预警单。',
    },
  },
  { into: z.uuid() },
)
export type AlertMerged = z.infer<typeof AlertMerged.data>

export const AlertDetached = alertStep(
  'AlertDetached',
  {
    title: { en: 'Alert detached', zh: '预警单拆分' },
    meaning: {
      en: 'The alert is worked on by itself again.',
      zh: '本单从所并入的预警单中拆出，单独办理。',
    },
  },
  { from_alert: z.uuid() },
)
export type AlertDetached = z.infer<typeof AlertDetached.data>

export const AlertAbsorbed = alertStep(
  'AlertAbsorbed',
  {
    title: { en: 'Alert took another in', zh: '预警单并入他单' },
    meaning: {
      en: 'Another alert about the same matter is worked on with this one.',
      zh: '同一事项的另一预警单并入本单办理。',
    },
  },
  {
    merged_alert: z.uuid(),
    /** Whom that one is about and this one was not. */
    subject_ids: subjects,
  },
)
export type AlertAbsorbed = z.infer<typeof AlertAbsorbed.data>

export const AlertSeparated = alertStep(
  'AlertSeparated',
  {
    title: { en: 'Alert let another go', zh: '预警单拆出他单' },
    meaning: {
      en: 'An alert that this one had taken in is worked on by itself again.',
      zh: '曾并入本单的预警单拆出，单独办理。',
    },
  },
  {
    merged_alert: z.uuid(),
    /** Whom this one is about no more. */
    subject_ids: subjects,
  },
)
export type AlertSeparated = z.infer<typeof AlertSeparated.data>

export const AlertGatheredUnder = alertStep(
  'AlertGatheredUnder',
  {
    title: { en: 'Alert gathered under its cause', zh: '预警单归集于起因' },
    meaning: {
      en: 'The alert follows from another one, which is the cause of many.',
      zh: '本单系另一预警单所致，归集于其下。',
    },
  },
  { parent_alert: z.uuid() },
)
export type AlertGatheredUnder = z.infer<typeof AlertGatheredUnder.data>

export const AlertParted = alertStep(
  'AlertParted',
  {
    title: { en: 'Alert parted from its cause', zh: '预警单脱离起因' },
    meaning: {
      en: 'The cause is over, or was none: the alert stands for itself.',
      zh: '起因消除或者并非起因，本单独立办理。',
    },
  },
  { parent_alert: z.uuid() },
)
export type AlertParted = z.infer<typeof AlertParted.data>
