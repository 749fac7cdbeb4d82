import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { SourceName } from '#/source-name.ts'
import { Code, EventIdSchema, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/** Codes and paths only: what was refused stays in the quarantine and is never copied into the log. */
const Reasons = z
  .array(z.strictObject({ code: Code, path: z.string().max(1_000) }))
  .min(1)
  .max(LIST_ITEMS_MAX)

export const InputQuarantined = defineEvent(
  'InputQuarantined',
  1,
  {
    role: 'record',
    title: { en: 'Input quarantined', zh: '输入隔离' },
    meaning: { en: 'Input was refused and kept, with the reasons.', zh: '输入被拒收并连同原因留存。' },
  },
  {
    quarantine_id: Code,
    channel: z.enum(['http', 'file', 'kafka']),
    /** The `source` of the refused input, where it could be read. */
    of_source: SourceName.optional(),
    reasons: Reasons,
  },
)
export type InputQuarantined = z.infer<typeof InputQuarantined.data>

/** Somebody sent refused input through intake again. `event_ids` is empty when it was refused again. */
export const InputRedriven = defineEvent(
  'InputRedriven',
  1,
  {
    role: 'record',
    title: { en: 'Input redriven', zh: '隔离输入重送' },
    meaning: { en: 'Quarantined input was sent through intake again.', zh: '隔离的输入经修复后重新接收。' },
  },
  {
    quarantine_id: Code,
    event_ids: z.array(EventIdSchema).max(LIST_ITEMS_MAX),
    /** Why it was refused again. */
    reasons: Reasons.optional(),
    actor: personal(Words).optional(),
    reason: personal(Passage).optional(),
  },
)
export type InputRedriven = z.infer<typeof InputRedriven.data>

export const intakeEvents = [InputQuarantined, InputRedriven] as const
