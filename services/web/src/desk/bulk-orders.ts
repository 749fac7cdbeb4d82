import type { StepName } from '#/parts/send-step.ts'

/** Steps that one takes with many alerts, as the API allows them. */
export const BULK_STEPS = [
  'sign',
  'assign',
  'route',
  'return',
  'urge',
  'escalate',
  'close',
  'reopen',
  'tag',
  'untag',
  'watch',
] as const satisfies readonly StepName[]
export type BulkStepName = (typeof BULK_STEPS)[number]

/** As the API: more at once is refused. */
export const BULK_MAX = 500

export const BULK_FIELDS = {
  sign: [],
  assign: ['to', 'reason'],
  route: ['unit', 'reason'],
  return: ['reason'],
  urge: ['reason'],
  escalate: ['reason'],
  close: ['reason_code', 'reason'],
  reopen: ['reason'],
  tag: ['tag'],
  untag: ['tag'],
  watch: [],
} as const satisfies Readonly<Record<BulkStepName, readonly BulkField[]>>
export type BulkField = 'to' | 'unit' | 'reason' | 'reason_code' | 'tag'

export type BulkDraft = Readonly<Partial<Record<BulkField, string>>>

export function fieldsOfBulk(step: BulkStepName): readonly BulkField[] {
  return BULK_FIELDS[step]
}

/** Undefined while something is missing. */
export function bulkStepOf(
  step: BulkStepName,
  draft: BulkDraft,
): Readonly<Record<string, string>> | undefined {
  const body: Record<string, string> = { name: step }
  for (const field of fieldsOfBulk(step)) {
    const value = draft[field]?.trim() ?? ''
    if (value === '') return undefined
    body[field] = value
  }
  return body
}
