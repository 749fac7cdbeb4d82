import type { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'

/** Lets time pass in the log while nothing else arrives, so that deadlines fall due without reading a clock. */
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

export const clockEvents = [ClockAdvanced] as const
