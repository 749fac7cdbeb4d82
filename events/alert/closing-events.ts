import { z } from 'zod'
import { alertStep, alertStepV2 } from '#/alert/define-alert-event.ts'
import { personal } from '#/define-event.ts'
import { Passage, Words } from '#/vocabulary.ts'

/** Why an alert is closed 办结原因: what the precision of its rule is counted from. */
export const ClosingReason = z.enum([
  'true_and_handled',
  'false_rule',
  'false_data',
  'benign',
  'duplicate',
  'out_of_remit',
  'other',
])
export type ClosingReason = z.infer<typeof ClosingReason>

const closing = {
  /** Why parts of cooperating units were still open; null where none was. */
  despite_open_parts: personal(Passage).nullable(),
}

export const AlertClosingProposed = alertStep(
  'AlertClosingProposed',
  {
    title: { en: 'Alert closing proposed', zh: '预警单提请办结' },
    meaning: {
      en: 'The actor wants to close the alert; a second person must agree.',
      zh: '承办人提请办结，须由另一人复核同意。',
    },
  },
  { reason_code: ClosingReason, ...closing },
)
export type AlertClosingProposed = z.infer<typeof AlertClosingProposed.data>

export const AlertClosingDeclined = alertStep(
  'AlertClosingDeclined',
  {
    title: { en: 'Alert closing declined', zh: '预警单不予办结' },
    meaning: {
      en: 'A second person did not agree to close the alert, or who proposed it thought better.',
      zh: '复核人不同意办结，或者提请人撤回提请。',
    },
  },
  {},
)
export type AlertClosingDeclined = z.infer<typeof AlertClosingDeclined.data>

const closedText = {
  title: { en: 'Alert closed', zh: '预警单办结' },
  meaning: { en: 'The work on the alert ended.', zh: '预警单办结。' },
}

export const AlertClosedV1 = alertStep('AlertClosed', closedText, {})

export const AlertClosed = alertStepV2(
  'AlertClosed',
  closedText,
  {
    /** Null only in version 1, which did not ask. */
    reason_code: ClosingReason.nullable(),
    ...closing,
    /** Who proposed it, where the actor is the second person; null where none was needed. */
    proposed_by: personal(Words).nullable(),
  },
  (previous) => ({ ...previous, reason_code: null, despite_open_parts: null, proposed_by: null }),
)
export type AlertClosed = z.infer<typeof AlertClosed.data>

export const AlertReopened = alertStep(
  'AlertReopened',
  {
    title: { en: 'Alert reopened', zh: '预警单重启' },
    meaning: { en: 'Work on a closed alert began again.', zh: '已办结的预警单重新办理。' },
  },
  {},
)
export type AlertReopened = z.infer<typeof AlertReopened.data>
