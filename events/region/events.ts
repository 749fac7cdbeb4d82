import { z } from 'zod'
import { defineRecord, personal } from '#/define-event.ts'
import { RegionCodeSchema } from '#/identifiers/region-code.ts'
import { REGION_KINDS } from '#/identifiers/region-spans.ts'
import { CivilDateSchema } from '#/instant.ts'
import { Passage, Words } from '#/vocabulary.ts'

/*
 * What an office adds to the table of regions that comes with the program. What was said of a code
 * last is all that holds of it; when it became known is the event's position. `decider.ts` says
 * what may be said.
 */

export const REGION_PERIODS_MAX = 20
export const REGION_SUCCESSORS_MAX = 50

/** A name of the code, and the days between which it had it. */
export const StatedPeriod = z.strictObject({
  name: Words,
  /** Null: from a day that is not known. */
  valid_from: CivilDateSchema.nullable(),
  /** The first day without it; null where it goes on. */
  valid_to: CivilDateSchema.nullable(),
  /** Where its territory went. */
  successors: z.array(RegionCodeSchema).max(REGION_SUCCESSORS_MAX),
})
export type StatedPeriod = z.infer<typeof StatedPeriod>

export const RegionStated = defineRecord(
  'RegionStated',
  { en: 'Region stated', zh: '区划登记' },
  {
    en: 'What holds of a region code beside the tables of the program: its names, by day.',
    zh: '登记程序自带区划表以外的区划代码，或者更正其名称、起止日期和承继区划。',
  },
  {
    code: RegionCodeSchema,
    kind: z.enum(REGION_KINDS),
    /** Oldest first. None: the code had been stated in error and is unknown again. */
    periods: z.array(StatedPeriod).max(REGION_PERIODS_MAX),
    /** The document that says so. */
    notice: Passage,
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type RegionStated = z.infer<typeof RegionStated.data>

export const regionEvents = [RegionStated] as const
