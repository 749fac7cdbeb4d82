import { z } from 'zod'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { parseInstant, type Instant } from '@jianwei/events/instant.ts'

/**
 * Query fields that several routes share. A resident identity number is refused as a subject: it
 * has no place in an address.
 */
export const subjectField = SubjectIdSchema.optional()
export const regionField = RegionIdSchema.optional().meta({
  description:
    'A region code and everything within it 行政区划, or a place in the numbering of a source',
})
export const ruleField = z.string().max(100).optional().meta({ description: 'Rule id 规则编号' })

export const RuleIdParam = z.string().max(100).meta({ description: 'Rule id 规则编号' })
export const VersionParam = z.coerce
  .number()
  .int()
  .min(1)
  .meta({ description: 'Version of the rule 规则版本' })

/** What every time field of a query says of what it cannot read. */
export const EXPECTED_TIME =
  'expected a timestamp with an offset, such as 2026-03-01T09:30:00+08:00 (a + in an address ' +
  'is written %2B)'

/**
 * A timestamp as every time field of a query reads it: a plus that was not encoded arrives as a
 * blank.
 */
export function instantOfQuery(text: string): Instant | undefined {
  return parseInstant(text.replace(/ (?=\d\d:\d\d$)/, '+'))
}

/** A point in time from a query. */
export const InstantField = z
  .string()
  .transform((text, context): Instant => {
    const instant = instantOfQuery(text)
    if (instant !== undefined) return instant
    context.addIssue({
      code: 'custom',
      message: EXPECTED_TIME,
      params: { code: 'TIME_UNREADABLE' },
    })
    return z.NEVER
  })
  .meta({ format: 'date-time', examples: ['2026-03-01T09:30:00+08:00'] })

/** True or false as a word, because that is what a query can carry. */
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true')

/** A filter without the fields that the query left out. */
export function present<Filter extends object>(filter: Filter): Present<Filter> {
  // Only undefined values are removed, which is what the type says.
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as Present<Filter>
}

/** Fields that may be undefined become fields that may be absent. */
type Present<Filter> = {
  [Key in keyof Filter as undefined extends Filter[Key] ? never : Key]: Filter[Key]
} & {
  [Key in keyof Filter as undefined extends Filter[Key] ? Key : never]?: Exclude<
    Filter[Key],
    undefined
  >
}
