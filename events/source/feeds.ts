import { z } from 'zod'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, LIST_ITEMS_MAX, Words } from '#/vocabulary.ts'

/*
 * What a source says it feeds, so that the absence of an event means something: where nobody sends
 * the events that would answer a duty, their absence is no finding. Nothing of this is ever
 * concluded from the events themselves.
 */

/** Entries of one statement, of each of its two kinds. */
export const FEEDS_MAX = 200

/**
 * Whose events these are: of any of the departments, or in any of the regions, with all that lies
 * in them. With neither: everybody's, everywhere.
 */
const scope = {
  event_types: z.array(Code).min(1).max(LIST_ITEMS_MAX),
  departments: z.array(Words).min(1).max(LIST_ITEMS_MAX).optional(),
  regions: z.array(RegionIdSchema).min(1).max(LIST_ITEMS_MAX).optional(),
  /** The mapping of the import that says so. Absent where a person does. */
  mapping: Code.optional(),
}

/** Events of these types that the source sends, all of them, for as long as it says. */
export const SourceFeed = z.strictObject({
  ...scope,
  /** It has all that happened from here on. Absent: from the beginning. */
  from: InstantSchema.optional(),
  /** It has what happened before this. Absent: the feed goes on. */
  until: InstantSchema.optional(),
})
export type SourceFeed = z.infer<typeof SourceFeed>

/** Events of these types that the source never sends, though the matters are its own. */
export const NeverFed = z.strictObject(scope)
export type NeverFed = z.infer<typeof NeverFed>
