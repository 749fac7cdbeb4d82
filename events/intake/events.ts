import { z } from 'zod'
import { defineEvent, personal, type EventText } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import { endingEvents } from '#/intake/ending-events.ts'
import { SourceName } from '#/source-name.ts'
import { Code, EventIdSchema, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

const reason = { code: Code, path: z.string().max(1_000) }

/** Version 1 also held the names of fields that nobody knows. */
const ReasonsV1 = z.array(z.strictObject(reason)).min(1).max(LIST_ITEMS_MAX)

/**
 * Codes and paths of known fields only: what was refused stays in the quarantine and is never
 * copied into the log.
 */
const Reasons = z
  .array(
    z.strictObject({
      ...reason,
      /** How many reasons with this code and path there were. */
      count: z.int().min(1),
      /** Of the names below the path that are not in the catalogue, where there were any. */
      names_hash: Code.optional(),
    }),
  )
  .min(1)
  .max(LIST_ITEMS_MAX)

const quarantined: EventText = {
  role: 'record',
  title: { en: 'Input quarantined', zh: '输入隔离' },
  meaning: {
    en: 'Input was refused and kept, with the reasons.',
    zh: '输入被拒收并连同原因留存。',
  },
}

const refusedInput = {
  quarantine_id: Code,
  channel: z.enum(['http', 'file', 'kafka']),
  /** The `source` of the refused input, where it could be read. */
  of_source: SourceName.optional(),
}

export const InputQuarantinedV1 = defineEvent('InputQuarantined', 1, quarantined, {
  ...refusedInput,
  reasons: ReasonsV1,
})

export const InputQuarantined = defineEvent(
  'InputQuarantined',
  2,
  quarantined,
  { ...refusedInput, reasons: Reasons },
  (previous) => ({ ...previous, reasons: withoutNames(previous['reasons']) }),
)
export type InputQuarantined = z.infer<typeof InputQuarantined.data>

const redriven: EventText = {
  role: 'record',
  title: { en: 'Input redriven', zh: '隔离输入重送' },
  meaning: {
    en: 'Quarantined input was sent through intake again.',
    zh: '隔离的输入经修复后重新接收。',
  },
}

/** `reasons`: why it was refused again. */
const sentAgain = <Schema extends z.ZodType>(reasons: Schema) => ({
  quarantine_id: Code,
  event_ids: z.array(EventIdSchema).max(LIST_ITEMS_MAX),
  reasons: reasons.optional(),
  actor: personal(Words).optional(),
  reason: personal(Passage).optional(),
})

export const InputRedrivenV1 = defineEvent('InputRedriven', 1, redriven, sentAgain(ReasonsV1))

export const InputRedrivenV2 = defineEvent(
  'InputRedriven',
  2,
  redriven,
  sentAgain(Reasons),
  (previous) =>
    previous['reasons'] === undefined
      ? previous
      : { ...previous, reasons: withoutNames(previous['reasons']) },
)

/**
 * Somebody sent refused input through intake again. `event_ids` is empty when it was refused again.
 */
export const InputRedriven = defineEvent(
  'InputRedriven',
  3,
  redriven,
  {
    ...sentAgain(Reasons),
    /**
     * Something else than the original was sent. Both stay in the quarantine; the hash tells which
     * it was.
     */
    repaired: z.strictObject({ sha256: Code, bytes_count: z.int().min(1) }).optional(),
  },
  (previous) => previous,
)
export type InputRedriven = z.infer<typeof InputRedriven.data>

/**
 * What of one day was refused beyond the quota, with one reason: only its number is kept, and
 * samples in the quarantine.
 */
export const RefusedInputCounted = defineEvent(
  'RefusedInputCounted',
  1,
  {
    role: 'record',
    title: { en: 'Refused input counted', zh: '拒收输入计数' },
    meaning: {
      en: 'More input of a day was refused than is kept; the rest was counted.',
      zh: '当日拒收输入超出留存限额，超出部分仅计数。',
    },
  },
  {
    channel: z.enum(['http', 'file', 'kafka']),
    /** Absent where no source could be read, and where too many sources share what is left. */
    of_source: SourceName.optional(),
    /** On which they were refused, in UTC. */
    day: CivilDateSchema,
    /** Of the first reason. */
    code: Code,
    count: z.int().min(1),
    /** The day's number for this channel, source and reason up to here. */
    counted_to: z.int().min(1),
  },
)
export type RefusedInputCounted = z.infer<typeof RefusedInputCounted.data>

/**
 * A reader of an old log does not see the names either: of an unknown field the last name, of all
 * others what is quoted.
 */
function withoutNames(reasons: unknown): z.infer<typeof Reasons> {
  // The data passed the schema of version 1.
  return (reasons as z.infer<typeof ReasonsV1>).map(({ code, path }) => {
    const known = code === 'FIELD_UNKNOWN' ? path.replace(LAST_NAME, '') : path
    return { code, path: known.replace(FROM_QUOTE_ON, ''), count: 1 }
  })
}

const LAST_NAME = /(?:\.?[^.[\]"]+|\["[^]*)$/
const FROM_QUOTE_ON = /\["[^]*$/

export const intakeEvents = [
  InputQuarantinedV1,
  InputQuarantined,
  InputRedrivenV1,
  InputRedrivenV2,
  InputRedriven,
  RefusedInputCounted,
  ...endingEvents,
] as const
