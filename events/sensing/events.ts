import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, Coded, Words, YesNo } from '#/vocabulary.ts'

const readingText = {
  role: 'fact',
  title: { en: 'Reading reported', zh: '监测数据上报' },
  meaning: {
    en: 'A device at the subject reported a measured value.',
    zh: '监管对象处的设备上报监测值。',
  },
} as const

const readingFields = {
  device_id: named('设备编号', 'Device', Code, {
    zh: '设备，或者计算该值的系统。',
    en: 'The device, or the system that works the value out.',
  }),
  metric: named('监测指标', 'Metric', Code, {
    zh: '所测量的项目，按来源写法，如 so2、ph。',
    en: "What is measured, in the source's words: so2, ph, custody_balance.",
  }),
  value: named('监测值', 'Value', z.number(), {
    zh: '所测得的数值。',
    en: 'The number that was measured.',
  }),
  unit: named('计量单位', 'Unit', Code.optional()),
  limit_value: named('限值', 'Limit', z.number().optional(), {
    zh: '当时的允许值，来源一并上报的才填。',
    en: 'The permitted value at that time, where the source sends it along.',
  }),
  period_seconds: named('取值周期（秒）', 'Period in seconds', z.int().min(0).optional(), {
    zh: '该值所代表的秒数；单次采样填 0。',
    en: 'How many seconds the value stands for; 0 for a single sample.',
  }),
  quality: named('数据标记', 'Quality mark', Coded.optional(), {
    zh: '设备自身的标记：校准、维护、超量程等。',
    en: "The device's own mark for calibration, maintenance, overflow.",
  }),
  location: named('监测点位', 'Location', Words.optional()),
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
    breaks_limit: named('是否超标', 'Breaks the limit', YesNo.optional(), {
      zh: '按来源的判断。',
      en: 'As the source judges it.',
    }),
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
    device_id: named('设备编号', 'Device', Code, {
      zh: '设备，或者计算该值的系统。',
      en: 'The device, or the system that works the value out.',
    }),
    last_reported_at: named('最近上报时间', 'Last reported at', InstantSchema.optional()),
    expected_every_seconds: named(
      '应报间隔（秒）',
      'Expected every so many seconds',
      z.int().min(1).optional(),
      { zh: '设备应当至少每隔多少秒上报一次。', en: 'How often the device should report.' },
    ),
    cause: named('失联原因', 'Cause', Coded.optional()),
  },
)
export type DeviceSilent = z.infer<typeof DeviceSilent.data>

export const sensingEvents = [ReadingReportedV1, ReadingReported, DeviceSilent] as const
