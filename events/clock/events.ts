import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/**
 * Lets time pass in the log while nothing else arrives, so that deadlines fall due without reading
 * a clock.
 */
export const ClockAdvanced = defineEvent(
  'ClockAdvanced',
  1,
  {
    role: 'record',
    title: { en: 'Clock advanced', zh: '时钟推进' },
    meaning: { en: 'Time passed while no event arrived.', zh: '无事件到达期间时间的推进。' },
  },
  { to: InstantSchema },
)
export type ClockAdvanced = z.infer<typeof ClockAdvanced.data>

const LogPosition = z.int().min(1)

/** Somebody vouches for the machine's clock although it is far from the newest time of the log. */
export const ClockAccepted = defineEvent(
  'ClockAccepted',
  1,
  {
    role: 'record',
    title: { en: 'Clock accepted', zh: '时钟确认' },
    meaning: {
      en:
        "Somebody vouched for the machine's clock although it was far from " +
        'the newest time of the log.',
      zh: '机器时钟与日志最新时间相差过大，经人工确认后采用。',
    },
  },
  {
    /** What the machine's clock showed. */
    machine_time: InstantSchema,
    /** The newest time of the log then; null for an empty one. */
    log_time: InstantSchema.nullable(),
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type ClockAccepted = z.infer<typeof ClockAccepted.data>

const TimePoint = z.strictObject({ position: LogPosition, at: InstantSchema })

/**
 * Gives a range of the log its true times of recording, because the clock was wrong when it was
 * written. Between two points time passes evenly from position to position. Every log adapter gives
 * events out with these times: `recording-times.ts`.
 */
export const RecordingTimesCorrected = defineEvent(
  'RecordingTimesCorrected',
  1,
  {
    role: 'record',
    title: { en: 'Recording times corrected', zh: '入库时间更正' },
    meaning: {
      en:
        'A range of the log was given its true times of recording, because the clock had been ' +
        'wrong.',
      zh: '因时钟错误，一段日志的入库时间被更正为真实时间。',
    },
  },
  {
    first_position: LogPosition,
    /** Absent where everything up to this correction is in the range. */
    last_position: LogPosition.optional(),
    /**
     * The time that the range's first event bore: in a log that says otherwise, such as a copy, the
     * correction has no meaning.
     */
    recorded_as: InstantSchema,
    points: z
      .array(TimePoint)
      .min(1)
      .max(LIST_ITEMS_MAX)
      .refine((points) => points.every((point, index) => isAfter(point, points[index - 1])), {
        message: 'expected points of growing positions whose times never go back',
        params: { code: 'POINTS_OUT_OF_ORDER' },
      }),
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type RecordingTimesCorrected = z.infer<typeof RecordingTimesCorrected.data>

function isAfter(
  point: z.infer<typeof TimePoint>,
  before: z.infer<typeof TimePoint> | undefined,
): boolean {
  return before === undefined || (point.position > before.position && point.at >= before.at)
}

export const clockEvents = [ClockAdvanced, ClockAccepted, RecordingTimesCorrected] as const
