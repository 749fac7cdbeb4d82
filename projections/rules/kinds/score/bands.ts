import { z } from 'zod'
import { readPart, type RuleProblem } from '#/rules/language/problems.ts'
import { PointsSchema, pointsText } from '#/rules/kinds/score/points.ts'

/** A class into which scores fall; listed from the least risk to the most. */
export interface ScoreBand {
  readonly band: string
  /**
   * The scores from `from` up to but not including `below`, in micro-points; null where there is no
   * end.
   */
  readonly scores: { readonly from: number | null; readonly below: number | null } | 'override_only'
}

export const BANDS_MAX = 20

const BandName = z
  .string()
  .regex(/^[\p{L}\p{N}+-]{1,20}$/u, 'expected a short name such as A or B+')

const BandShape = z.union([
  z.strictObject({ band: BandName, override_only: z.literal(true) }),
  z.strictObject({ band: BandName, from: PointsSchema.optional(), below: PointsSchema.optional() }),
])

const BandsShape = z.array(z.unknown()).min(2).max(BANDS_MAX)
/** The same as a whole: what the file says. */
export const BandsFileShape = z.array(BandShape).min(2).max(BANDS_MAX)

/**
 * The bands, which must hold every score exactly once; a gap or an overlap is reported with its
 * path.
 */
export function parseBands(
  input: unknown,
  path: string,
  problems: RuleProblem[],
): readonly ScoreBand[] | undefined {
  const list = readPart(BandsShape, input, path, problems)
  const before = problems.length
  const bands = list?.flatMap((each, index): ScoreBand[] => {
    const band = readPart(BandShape, each, `${path}[${index}]`, problems)
    if (band === undefined) return []
    if ('override_only' in band) return [{ band: band.band, scores: 'override_only' }]
    return [{ band: band.band, scores: { from: band.from ?? null, below: band.below ?? null } }]
  })
  if (bands === undefined || problems.length > before) return undefined
  const names = bands.map(({ band }) => band)
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) {
      problems.push({
        path: `${path}[${index}].band`,
        message: `${name} stands here for the second time`,
      })
    }
  }
  checkLine(bands, path, problems)
  return problems.length > before ? undefined : bands
}

/**
 * From the first band's open beginning to the last one's open end, each band must begin where the
 * one before ends.
 */
function checkLine(bands: readonly ScoreBand[], path: string, problems: RuleProblem[]): void {
  const line = bands.flatMap(({ band, scores }, index) =>
    scores === 'override_only' ? [] : [{ band, ...scores, at: `${path}[${index}]` }],
  )
  const [first, last] = [line[0], line.at(-1)]
  if (first === undefined || last === undefined) {
    problems.push({ path, message: 'no band holds any score' })
    return
  }
  if (first.from !== null) {
    const below = pointsText(first.from)
    const message = `no band holds the scores below ${below}: the first band has no \`from\``
    problems.push({ path: `${first.at}.from`, message })
  }
  for (const [index, band] of line.entries()) {
    const next = line[index + 1]
    if (band.from !== null && band.below !== null && band.below <= band.from) {
      problems.push({
        path: `${band.at}.below`,
        message: `${band.band} holds no score: it ends where it begins, or before`,
      })
    }
    if (next === undefined) continue
    const message = seamProblem(band, next)
    if (message !== undefined) problems.push({ path: `${next.at}.from`, message })
  }
  if (last.below !== null) {
    const message =
      `no band holds the scores from ${pointsText(last.below)} on: ` +
      'the last band has no `below`'
    problems.push({ path: `${last.at}.below`, message })
  }
}

interface LineBand {
  readonly band: string
  readonly from: number | null
  readonly below: number | null
}

function seamProblem(one: LineBand, next: LineBand): string | undefined {
  if (one.below === null) return `${one.band} has no \`below\`, so it overlaps ${next.band}`
  if (next.from === null) return `${next.band} has no \`from\`, so it overlaps ${one.band}`
  const [end, start] = [pointsText(one.below), pointsText(next.from)]
  if (one.below < next.from)
    return (
      `no band holds the scores from ${end} up to ${start}: ` +
      `${one.band} ends before ${next.band} begins`
    )
  if (one.below > next.from)
    return `${one.band} and ${next.band} both hold the scores from ${start} up to ${end}`
  return undefined
}
