import { z } from 'zod'
import { parseRegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { formatProblem } from '#/intake/mapping/civil-format.ts'

/* What a column that is read `as: region` says beside that. */

const Code = z.string().refine((text) => parseRegionCode(text).ok, 'expected a region code')

/** A code, or a column whose region is read first, within another where that is said. */
export type Within = string | { readonly column: string; readonly within?: Within | undefined }
const Within: z.ZodType<Within> = z.union([
  Code,
  z.strictObject({ column: z.string().min(1), within: z.lazy(() => Within).optional() }),
])

const DateFormat = z.string().superRefine((format, context) => {
  const problem = formatProblem(format, 'date')
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

/** A column with the day that decides. */
const DayColumn = z.strictObject({
  column: z.string().min(1),
  format: z.union([DateFormat, z.array(DateFormat).min(1)]).default('YYYY-MM-DD'),
})

export const RegionKeys = {
  /** In which region it lies. */
  within: Within.optional(),
  /**
   * The day on which the code has to be in force: that of the event, or of a column. `any`: none,
   * so that abolished codes are taken as they are.
   */
  on: z.union([z.literal('occurred_at'), z.literal('any'), DayColumn]).optional(),
  /** A code that was abolished by that day is refused, or its only successor takes its place. */
  abolished: z.enum(['refuse', 'successor']).optional(),
}

interface WithRegionKeys {
  readonly as: string
  readonly within?: Within | undefined
  readonly on?: z.infer<typeof RegionKeys.on>
  readonly abolished?: string | undefined
}

export function checkRegionKeys(spec: WithRegionKeys, context: z.core.$RefinementCtx): void {
  const { as, within, on, abolished } = spec
  const problem = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message })
  if (as !== 'region') {
    const given = Object.entries({ within, on, abolished }).find(([, one]) => one !== undefined)
    if (given !== undefined) problem(given[0], 'only a column that is read `as: region` has it')
    return
  }
  if (on === undefined)
    problem('on', 'which day decides? `occurred_at`, a column, or `any` where none does')
  if (on === 'any' && abolished !== undefined)
    problem('abolished', 'without a day that decides no code counts as abolished')
}

/** The columns that are read beside the one of the region, with the keys that name them. */
export function regionColumns({
  within,
  on,
}: Pick<WithRegionKeys, 'within' | 'on'>): readonly { key: string; column: string }[] {
  const columns: { key: string; column: string }[] = []
  let key = 'within'
  for (let around = within; typeof around === 'object'; around = around.within) {
    columns.push({ key: `${key}.column`, column: around.column })
    key += '.within'
  }
  return typeof on === 'object' ? [...columns, { key: 'on.column', column: on.column }] : columns
}
