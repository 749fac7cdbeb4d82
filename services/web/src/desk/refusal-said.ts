import type { TFunction } from 'i18next'

const KNOWN = [
  'ALERT_CHANGED',
  'ALERT_CLAIMED',
  'ALERT_LEVEL_NOT_HIGHER',
  'ALERT_MERGED',
  'ALERT_NEVER_OPENED',
  'ALERT_NOT_SUBSTANTIATED',
  'ALERT_PARTS_OPEN',
  'ALERT_SECOND_PERSON_MISSING',
  'ALERT_STEP_REFUSED',
  'ALERT_TRANSFER_NOWHERE',
  'ALERT_UNKNOWN',
] as const

/** Why a step is not taken: in the words of the office, or else as the server says it. */
export function refusalSaid(code: string, detail: string | null, t: TFunction<'words'>): string {
  const known = KNOWN.find((one) => one === code)
  return known === undefined ? (detail ?? code) : t(`refusal.${known}`)
}
