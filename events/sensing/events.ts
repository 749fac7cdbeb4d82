import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Coded, Words } from '#/vocabulary.ts'

const readingText = {
  role: 'fact',
  title: { en: 'Reading reported', zh: '监测数据上报' },
  meaning: {
    en: 'A device at the subject reported a measured value.',
    zh: '监管对象处的设备上报监测值。',
  },
} as const

const readingFields = {
  /** The device, or the system that works the value out. */
  device_id: Code,
  /** What is measured, in the source's words: so2, ph, custody_balance. */
  metric: Code,
  value: z.number(),
  unit: Code.optional(),
  /** The permitted value at that time, where the source sends it along. */
  limit_value: z.number().optional(),
  /** How many seconds the value stands for; 0 for a single sample. */
  period_seconds: z.int().min(0).optional(),
  /** The device's own mark for calibration, maintenance, overflow. */
  quality: Coded.optional(),
  location: Words.optional(),
}

export const ReadingReportedV1 = defineEvent('ReadingReported', 1, readingText, readingFields)

/**
 * One value of one quantity. A reading is a lead, not evidence: it needs review before it can
 * support a penalty. Version 2 added whether the value breaks its limit, because a limit can be one
 * from below; that of version 1 is worked out as one from above.
 */
export const ReadingReported = defineEvent(
  'ReadingReported',
  2,
  readingText,
  {
    ...readingFields,
    /** 是否超标, as the source judges it. */
    breaks_limit: z.boolean().optional(),
  },
  ({ value, limit_value, ...rest }) =>
    limit_value === undefined
      ? { ...rest, value }
      : // Version 1 parsed both as numbers.
        { ...rest, value, limit_value, breaks_limit: (value as number) > (limit_value as number) },
)
export type ReadingReported = z.infer<typeof ReadingReported.data>

/**
 * Nothing came from a device for longer than its duty allows. `occurred_at` is when that was
 * noticed.
 */
export const DeviceSilent = defineEvent(
  'DeviceSilent',
  1,
  {
    role: 'fact',
    title: { en: 'Device silent', zh: '设备失联' },
    meaning: { en: 'A device at the subject stopped reporting.', zh: '监管对象处的设备停止上报。' },
  },
  {
    device_id: Code,
    last_reported_at: InstantSchema.optional(),
    expected_every_seconds: z.int().min(1).optional(),
    cause: Coded.optional(),
  },
)
export type DeviceSilent = z.infer<typeof DeviceSilent.data>

export const sensingEvents = [ReadingReportedV1, ReadingReported, DeviceSilent] as const
