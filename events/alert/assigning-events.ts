import type { z } from 'zod'
import { alertMark, alertStep, alertStepV2 } from '#/alert/define-alert-event.ts'
import { personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Version, Words } from '#/vocabulary.ts'

export const AlertRouted = alertStep(
  'AlertRouted',
  {
    title: { en: 'Alert routed', zh: '预警单派发' },
    meaning: {
      en: 'The alert was put into the queue of a unit.',
      zh: '预警单派发至承办单位的待办队列。',
    },
  },
  {
    unit: Code,
    from_unit: Code.nullable(),
    /** Of the routing that decided it; null where a person did. */
    routing_version: Version.nullable(),
  },
)
export type AlertRouted = z.infer<typeof AlertRouted.data>

export const AlertAssigned = alertStep(
  'AlertAssigned',
  {
    title: { en: 'Alert assigned', zh: '预警单分派' },
    meaning: {
      en: 'The actor gave the alert to a person, who is to sign for it.',
      zh: '将预警单分派给承办人，由其签收。',
    },
  },
  { to: personal(Words), from: personal(Words).nullable() },
)
export type AlertAssigned = z.infer<typeof AlertAssigned.data>

const transferredText = {
  title: { en: 'Alert transferred', zh: '预警单转办' },
  meaning: {
    en: 'Another unit or person is to sign for the alert.',
    zh: '预警单转由其他单位或人员签收。',
  },
}

export const AlertTransferredV1 = alertStep('AlertTransferred', transferredText, {
  to: personal(Words),
})

export const AlertTransferred = alertStepV2(
  'AlertTransferred',
  transferredText,
  {
    /** The person who is to sign; null where somebody of the unit will. */
    to: personal(Words).nullable(),
    /** Absent where it stays in the queue of its unit. */
    unit: Code.optional(),
    /** Who had it, and in whose queue it was; version 1 did not say. */
    from: personal(Words).nullable().optional(),
    from_unit: Code.nullable().optional(),
  },
  (previous) => previous,
)
export type AlertTransferred = z.infer<typeof AlertTransferred.data>

export const AlertReturned = alertStep(
  'AlertReturned',
  {
    title: { en: 'Alert returned', zh: '预警单退回' },
    meaning: {
      en:
        'The alert went back: to be assigned anew before verification, to be worked on again ' +
        'after it.',
      zh: '预警单退回：核查前退回重新分派，核查后退回重新办理。',
    },
  },
  {},
)
export type AlertReturned = z.infer<typeof AlertReturned.data>

export const AlertClaimed = alertMark(
  'AlertClaimed',
  {
    title: { en: 'Alert claimed', zh: '预警单认领' },
    meaning: {
      en: 'The actor looks at the alert; until the claim ends nobody else signs for it.',
      zh: '某人认领预警单，认领到期前他人不得签收。',
    },
  },
  {
    until: InstantSchema,
    /** From whom it was taken over; null where nobody held a claim. */
    from: personal(Words).nullable(),
  },
)
export type AlertClaimed = z.infer<typeof AlertClaimed.data>

export const AlertReleased = alertMark(
  'AlertReleased',
  {
    title: { en: 'Alert released', zh: '预警单释放' },
    meaning: { en: 'A claim ended before its time.', zh: '认领提前解除。' },
  },
  {},
)
export type AlertReleased = z.infer<typeof AlertReleased.data>
