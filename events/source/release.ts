import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { SourceName } from '#/source-name.ts'
import { Code, LIST_ITEMS_MAX, Words } from '#/vocabulary.ts'

const Count = z.int().min(0)

/**
 * A file is a register as a whole. Before its first row is taken it was compared with what stands;
 * what it lacks is retracted behind its last row.
 */
export const ReleaseCompared = defineEvent(
  'ReleaseCompared',
  1,
  {
    role: 'record',
    title: { en: 'Release of a register compared', zh: '整份名录比对' },
    meaning: {
      en: 'A register that is published whole was compared with the facts that stand.',
      zh: '整份发布的名录与现存事实比对，查明已不在册的事实。',
    },
  },
  {
    import_id: Code,
    attempt_id: Code,
    of_sources: z.array(SourceName).min(1).max(LIST_ITEMS_MAX),
    mapping: Words,
    /** As the file's name says; null where releases have no dates. */
    released_at: InstantSchema.nullable(),
    /** Facts of the register that stood, with those that the file lacks. */
    standing: Count,
    gone: Count,
    /** More of them would have refused the file. */
    gone_at_most: Count,
    /** Rows whose id could not be read: while there are any, nothing is retracted. */
    rows_without_id: Count,
  },
)
export type ReleaseCompared = z.infer<typeof ReleaseCompared.data>

export const releaseEvents = [ReleaseCompared] as const
