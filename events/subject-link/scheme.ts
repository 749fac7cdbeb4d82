/**
 * By what two parties are compared, after Fellegi and Sunter (A Theory for Record Linkage, JASA 64,
 * 1969): of each comparison one level holds, and its weight is the binary logarithm of `m / u`. `m`
 * is how often the level holds of pairs that are the same party, `u` how often of pairs that are
 * not and yet share a key by which candidates are found. Both are estimates, checked over made
 * pairs (docs/matching.md). What one side does not say is not compared.
 */
export const SCHEME = 1

interface Level {
  readonly m: number
  readonly u: number
}

export const LEVELS = {
  // The name, without regions, legal form and branch.
  name_same: { m: 0.45, u: 0.001 },
  brand_same: { m: 0.35, u: 0.01 },
  name_similar: { m: 0.15, u: 0.02 },
  name_differs: { m: 0.05, u: 0.969 },
  // Which of several shops of the name.
  branch_same: { m: 0.9, u: 0.05 },
  branch_unsaid: { m: 0.3, u: 0.6 },
  branch_differs: { m: 0.02, u: 0.95 },
  // The words of the trade, where only the brand is the same.
  trade_differs: { m: 0.1, u: 0.7 },
  // The address: road, house number, and what lies behind it.
  address_same: { m: 0.4, u: 0.001 },
  house_same: { m: 0.2, u: 0.002 },
  building_same: { m: 0.05, u: 0.004 },
  address_similar: { m: 0.08, u: 0.004 },
  road_same: { m: 0.14, u: 0.02 },
  house_differs: { m: 0.05, u: 0.1 },
  road_differs: { m: 0.08, u: 0.869 },
  phone_same: { m: 0.8, u: 0.0005 },
  phone_differs: { m: 0.2, u: 0.9995 },
  district_same: { m: 0.92, u: 0.25 },
  district_differs: { m: 0.07, u: 0.6 },
  city_differs: { m: 0.01, u: 0.15 },
} as const satisfies Readonly<Record<string, Level>>

export type LevelCode = keyof typeof LEVELS

/** Beside the levels: how many of the city have the name, as far as they were looked at. */
export const NAME_COMMON = 'name_common'

/** Of candidates that share a key with a party one in 64 is taken to be it. */
export const PRIOR = -6

/** Links below it are not proposed. */
export const PROPOSED_SCORE_MIN = 0.5

/** How much better the best must be than the next one to be linked by itself, in the same unit. */
export const LEAD_MIN = 6

/** To two places, so that the same is said on every machine. */
export function weightOf(code: LevelCode): number {
  const { m, u } = LEVELS[code]
  return rounded(Math.log2(m / u), 2)
}

/** The probability that two parties are the same, to three places. */
export function scoreOf(total: number): number {
  return rounded(1 / (1 + 2 ** -(total + PRIOR)), 3)
}

function rounded(value: number, places: number): number {
  const unit = 10 ** places
  return Math.round(value * unit) / unit
}
