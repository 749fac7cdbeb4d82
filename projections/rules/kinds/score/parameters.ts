import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { parseSelection, readField } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import { BandsFileShape, parseBands, type ScoreBand } from '#/rules/kinds/score/bands.ts'
import { POINTS_MAX, PointsSchema } from '#/rules/kinds/score/points.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { FieldPart, SelectionPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `score`: weighted indicators that decay with time, added up and put into bands. A warning
 * stands at an instant `t` at which a fact of any indicator or override lies, if the band of (t −
 * window, t] is one of `warn_bands` and that of [t − window, t) is not, both with all facts decayed
 * to `t`. More points are more risk. All points are in micro-points.
 */
export type ScoreRule = RuleOf<'score', ScoreParameters>

export interface ScoreParameters {
  readonly window_seconds: number
  /** What everyone has. */
  readonly base: number
  readonly indicators: readonly ScoreIndicator[]
  /** From the least risk to the most. */
  readonly bands: readonly ScoreBand[]
  readonly overrides: readonly ScoreOverride[]
  readonly warn_bands: readonly string[]
}

export interface ScoreIndicator {
  readonly id: string
  readonly title: BilingualTitle
  readonly of: Selection
  readonly points: FactPoints
  /**
   * `every`: each fact adds its points. `newest`: only the newest one (in one second, that with the
   * greatest id).
   */
  readonly counted: 'every' | 'newest'
  readonly half_life_seconds: number | null
  /** The indicator adds at most this much, on either side of nothing. */
  readonly cap: number | null
}

/**
 * What a fact adds when it is new: always the same, for each `per` of an amount, or by the value of
 * a field.
 */
export type FactPoints =
  | { readonly each: number }
  | PointsPerAmount
  | {
      readonly by_value: string
      readonly values: readonly { readonly value: string; readonly points: number }[]
      /** For every other value, and where the fact has none. */
      readonly otherwise: number
    }

export interface PointsPerAmount {
  readonly field: string
  readonly per: number
  readonly points: number
}

/** While a fact of it lies in its window, the band is this one whatever the score. */
export interface ScoreOverride {
  readonly id: string
  readonly title: BilingualTitle
  readonly of: Selection
  readonly window_seconds: number
  readonly band: string
}

interface BilingualTitle {
  readonly en: string
  readonly zh: string
}

export const INDICATORS_MAX = 30
export const OVERRIDES_MAX = 10
export const POINTS_BY_VALUES_MAX = 200
/**
 * A fact with a larger amount, or one further below nothing, is not added up but reported as
 * `AMOUNT_UNUSABLE`.
 */
export const SCORE_AMOUNT_MAX = 10_000_000_000_000
/** So many half-lives leave nothing of any points. */
export const HALF_LIVES_IN_WINDOW_MAX = 1_000

const Id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words with hyphens between them')
  .max(100)
const Title = z.strictObject({ en: z.string().min(1).max(500), zh: z.string().min(1).max(500) })

const IndicatorShape = z
  .strictObject({
    id: Id,
    title: Title,
    of: SelectionPart,
    points: PointsSchema.optional(),
    points_per: z
      .strictObject({
        field: FieldPart,
        amount: z.number().positive().max(SCORE_AMOUNT_MAX),
        points: PointsSchema,
      })
      .optional(),
    points_by: z
      .strictObject({
        field: FieldPart,
        values: z.record(z.string().min(1), PointsSchema).refine((values) => {
          const count = Object.keys(values).length
          return count > 0 && count <= POINTS_BY_VALUES_MAX
        }, `from one value to ${POINTS_BY_VALUES_MAX}`),
        otherwise: PointsSchema.default(0),
      })
      .optional(),
    newest: z.boolean().default(false),
    half_life: WindowSchema.optional(),
    cap: PointsSchema.refine((micro) => micro > 0, 'a cap is more than nothing').optional(),
  })
  .refine(
    (shape) => [shape.points, shape.points_per, shape.points_by].filter(isThere).length === 1,
    {
      error: 'expected one of `points`, `points_per` and `points_by`',
    },
  )

const OverrideShape = z.strictObject({
  id: Id,
  title: Title,
  of: SelectionPart,
  window: WindowSchema.optional(),
  band: z.string(),
})

const Shape = z.strictObject({
  window: WindowSchema,
  base: PointsSchema.default(0),
  indicators: z.array(z.unknown()).min(1).max(INDICATORS_MAX),
  bands: z.unknown(),
  overrides: z.array(z.unknown()).max(OVERRIDES_MAX).default([]),
  warn_bands: z.array(z.string()).min(1),
})

/** What the file says, before its parts are read. */
export const ScoreShape = Shape.extend({
  indicators: z.array(IndicatorShape).min(1).max(INDICATORS_MAX),
  bands: BandsFileShape,
  overrides: z.array(OverrideShape).max(OVERRIDES_MAX).default([]),
})

interface Reading {
  readonly fields: FieldsOfTypes
  readonly problems: RuleProblem[]
}

export function scoreSelections({ parameters }: ScoreRule): Selection[] {
  return [...parameters.indicators, ...parameters.overrides].map(({ of }) => of)
}

/** How far the longest window of an indicator or an override goes back. */
export function secondsLookedBack({ parameters }: ScoreRule): number {
  const overrides = parameters.overrides.map(({ window_seconds }) => window_seconds)
  return Math.max(parameters.window_seconds, ...overrides)
}

export function parseScore(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): ScoreParameters | undefined {
  const before = problems.length
  const reading = { fields, problems }
  const shape = readPart(Shape, input, 'parameters', problems)
  const bands = parseBands(partOf(input, 'bands'), 'parameters.bands', problems)
  const indicators = listOf(input, 'indicators', INDICATORS_MAX).map((each, index) =>
    parseIndicator(each, `parameters.indicators[${index}]`, reading),
  )
  const overrides = listOf(input, 'overrides', OVERRIDES_MAX).map((each, index) =>
    parseOverride(each, `parameters.overrides[${index}]`, shape?.window, reading),
  )
  if (problems.length > before || shape === undefined || bands === undefined) return undefined
  const read: ScoreParameters = {
    window_seconds: shape.window,
    base: shape.base,
    indicators: indicators.filter((one) => one !== undefined),
    bands,
    overrides: overrides.filter((one) => one !== undefined),
    warn_bands: shape.warn_bands,
  }
  checkTogether(read, problems)
  return problems.length > before ? undefined : read
}

/** More than there may be are refused as a whole. */
function listOf(input: unknown, name: string, max: number): readonly unknown[] {
  const given = partOf(input, name)
  return Array.isArray(given) ? given.slice(0, max) : []
}

function parseIndicator(
  input: unknown,
  path: string,
  { fields, problems }: Reading,
): ScoreIndicator | undefined {
  const shape = readPart(IndicatorShape, input, path, problems)
  const of = parseSelection(partOf(input, 'of'), `${path}.of`, fields, problems)
  if (shape === undefined || of === undefined) return undefined
  return {
    id: shape.id,
    title: shape.title,
    of,
    points: parsePoints(shape, path, { fields, events: of.events, problems }),
    counted: shape.newest ? 'newest' : 'every',
    half_life_seconds: shape.half_life ?? null,
    cap: shape.cap ?? null,
  }
}

function parsePoints(
  { points, points_per, points_by }: z.infer<typeof IndicatorShape>,
  path: string,
  { problems, ...selection }: Reading & { readonly events: readonly string[] },
): FactPoints {
  if (points_per !== undefined) {
    const at = `${path}.points_per.field`
    const kind = readField(points_per.field, at, selection, problems)
    if (kind !== undefined && kind !== 'number') {
      problems.push({ path: at, message: `${points_per.field} is ${kind}: an amount is a number` })
    }
    return { field: points_per.field, per: points_per.amount, points: points_per.points }
  }
  if (points_by !== undefined) {
    const at = `${path}.points_by.field`
    const kind = readField(points_by.field, at, selection, problems)
    if (kind !== undefined && kind !== 'text') {
      problems.push({
        path: at,
        message: `${points_by.field} is ${kind}: points go by values of a text`,
      })
    }
    const values = Object.entries(points_by.values).map(([value, micro]) => ({
      value,
      points: micro,
    }))
    return { by_value: points_by.field, values, otherwise: points_by.otherwise }
  }
  // The shape has one of the three.
  return { each: points! }
}

function isThere(value: unknown): boolean {
  return value !== undefined
}

function parseOverride(
  input: unknown,
  path: string,
  window: number | undefined,
  { fields, problems }: Reading,
): ScoreOverride | undefined {
  const shape = readPart(OverrideShape, input, path, problems)
  const of = parseSelection(partOf(input, 'of'), `${path}.of`, fields, problems)
  if (shape === undefined || of === undefined) return undefined
  const { id, title, band } = shape
  return { id, title, of, band, window_seconds: shape.window ?? window ?? 0 }
}

function checkTogether(read: ScoreParameters, problems: RuleProblem[]): void {
  const { indicators, overrides, bands, warn_bands, window_seconds } = read
  const named = (band: string, path: string): void => {
    if (bands.some((one) => one.band === band)) return
    problems.push({ path, message: `there is no band ${band}` })
  }
  for (const [index, band] of warn_bands.entries()) named(band, `parameters.warn_bands[${index}]`)
  for (const [index, { band }] of overrides.entries())
    named(band, `parameters.overrides[${index}].band`)
  if (bands.every(({ band }) => warn_bands.includes(band))) {
    problems.push({
      path: 'parameters.warn_bands',
      message: 'a warning in every band would never begin',
    })
  }
  const ids = [...indicators, ...overrides].map(({ id }) => id)
  const repeated = ids.find((id, index) => ids.indexOf(id) < index)
  if (repeated !== undefined)
    problems.push({ path: 'parameters', message: `the id ${repeated} stands here twice` })
  for (const [index, { half_life_seconds }] of indicators.entries()) {
    if (
      half_life_seconds !== null &&
      half_life_seconds * HALF_LIVES_IN_WINDOW_MAX < window_seconds
    ) {
      const message =
        `the window is more than ${HALF_LIVES_IN_WINDOW_MAX} half-lives: ` +
        'nothing is left of facts that old'
      problems.push({ path: `parameters.indicators[${index}].half_life`, message })
    }
  }
}

/** `POINTS_MAX` in micro-points: a fact whose amount would add more is unusable. */
export const FACT_MICRO_MAX = POINTS_MAX * 1_000_000
