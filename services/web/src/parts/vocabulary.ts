import type { AlertState } from '@jianwei/events/alert/effects.ts'
import type { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import type { Finding } from '@jianwei/events/alert/handling-events.ts'
import type { Level } from '#/parts/level-mark.tsx'

/* The words of the API's closed lists, in the order in which people read them. */

export const LEVELS = ['red', 'orange', 'yellow', 'blue'] as const satisfies readonly Level[]

export const STATES = [
  'raised',
  'signed_for',
  'verified',
  'disposed',
  'fed_back',
  'closed',
] as const satisfies readonly AlertState[]

export const FINDINGS = [
  'substantiated',
  'not_substantiated',
  'cannot_be_verified',
] as const satisfies readonly Finding[]

export const CLOSING_REASONS = [
  'true_and_handled',
  'false_rule',
  'false_data',
  'benign',
  'duplicate',
  'out_of_remit',
  'other',
] as const satisfies readonly ClosingReason[]
