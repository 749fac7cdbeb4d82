import { z } from 'zod'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { formatProblem } from '#/intake/mapping/civil-format.ts'
import { patternProblem } from '#/intake/mapping/pattern.ts'

/** Of facts that stand: a number, or a part of them. */
const GoneAtMost = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,3}(\.\d+)?%$/, 'expected a number, or a part such as 5%')
    .refine((text) => Number.parseFloat(text) <= 100, 'there is no more than 100%'),
])
export type GoneAtMost = z.infer<typeof GoneAtMost>

/** Where in the name of the file the date of the release stands. */
const DateOfName = z.strictObject({
  file_name: z.string().superRefine((pattern, context) => {
    const problem = patternProblem(pattern)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  }),
  format: z.string().superRefine((format, context) => {
    const problem = formatProblem(format, 'date')
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  }),
})

const Terms = z.strictObject({
  whole: z.literal(true),
  /** A file that lacks more of the facts that stand is refused as a whole. */
  gone_at_most: GoneAtMost.optional(),
  dated: DateOfName.optional(),
  /** The part of the register that the file is: facts of others may be missing from it. */
  of: z
    .strictObject({ region: RegionIdSchema.optional(), department: z.string().min(1).optional() })
    .optional(),
})
export type ReleaseTerms = z.infer<typeof Terms>

export const Release = z.union([z.literal('whole'), Terms])

/** Undefined where a file is no whole register. */
export function releaseTerms({
  release,
}: {
  readonly release?: z.infer<typeof Release> | undefined
}): ReleaseTerms | undefined {
  return release === 'whole' ? { whole: true } : release
}

/** Undefined for a text that is no such number. */
export function parseGoneAtMost(text: string): GoneAtMost | undefined {
  const read = GoneAtMost.safeParse(/^\d+$/.test(text) ? Number(text) : text)
  return read.success ? read.data : undefined
}

const [PART_IF_NOT_SAID, FEW] = [0.1, 5]

/**
 * How many of the facts that stand a release may lack. Where the mapping does not say: a tenth of
 * them or five, and never all.
 */
export function goneAtMost(limit: GoneAtMost | undefined, standing: number): number {
  if (typeof limit === 'number') return limit
  if (limit !== undefined) return Math.floor((Number.parseFloat(limit) / 100) * standing)
  const some = Math.max(Math.floor(standing * PART_IF_NOT_SAID), FEW)
  return Math.min(some, Math.max(standing - 1, 0))
}
