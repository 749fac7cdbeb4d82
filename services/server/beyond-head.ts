import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { beyondNewest } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

const Notice = z
  .object({
    code: z.enum(['BEYOND_HEAD']).meta({ description: 'Stable; branch on this' }),
    message: z.string().meta({
      examples: [
        "the log's newest event, at position 41207, was recorded at 2026-03-01T01:30:00.000Z; what comes later is not known yet",
      ],
    }),
  })
  .meta({ id: 'Notice', description: 'What the answer cannot know 提示' })

/** A field of every answer to a question about a point in time or a period. */
export const aboutTimes = {
  notice: Notice.optional().meta({
    description: 'The time asked for lies beyond the newest event of the log 所问时点晚于最新记录',
  }),
}

/** The notice, where one of the times or positions lies beyond what the log has recorded. */
export async function beyondHead(
  asking: Warehouse,
  points: readonly (Instant | number | undefined)[],
): Promise<{ readonly notice?: z.infer<typeof Notice> }> {
  const message = await beyondNewest(asking, points)
  return message === undefined ? {} : { notice: { code: 'BEYOND_HEAD', message } }
}
