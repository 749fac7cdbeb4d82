import { list, sql, type Sql } from '#/sql.ts'

/*
 * How points fade: `micro × 2^(−age / half-life)`, to the nearest micro-point, halves upwards.
 *
 * SQL and TypeScript compute it by the same steps, in the same order. Each is exact, or rounded as
 * IEEE 754 says: whole numbers, one table of them, and products and quotients of doubles. No
 * function of a mathematics library is among them, because what one gives differs from another's
 * in the last place. At whole half-lives nothing is rounded but the result.
 */

/** So many steps of the table in a half-life. */
const STEPS = 16
/** `2^52 × 2^(−step / 16)`, to the nearest whole number; all of them are doubles. */
export const LEFT_AFTER_STEPS: readonly number[] = [
  4_503_599_627_370_496, 4_312_661_778_122_861, 4_129_819_067_273_796, 3_954_728_287_512_910,
  3_787_060_782_393_815, 3_626_501_829_425_224, 3_472_750_049_316_974, 3_325_516_840_272_067,
  3_184_525_836_262_886, 3_049_512_388_274_709, 2_920_223_067_542_804, 2_796_415_189_850_641,
  2_677_856_359_996_299, 2_564_324_035_571_996, 2_455_605_109_237_949, 2_351_495_508_706_440,
]
const WHOLE = 2 ** 52
/** `2^52 × ln 2`, to the nearest whole number. */
const LN2 = 3_121_657_384_082_680
/** What is left within a step by the series of `e^−y`, which ends where doubles do. */
const TERMS = 8
/** After so many half-lives nothing is left of any points that a fact may have. */
const HALVES_MAX = 62
const POWERS = Array.from({ length: HALVES_MAX + 1 }, (_, power) => Number(1n << BigInt(power)))

/** What is left of points after a time. */
export function decayed(micro: number, ageSeconds: number, halfLifeSeconds: number | null): number {
  if (halfLifeSeconds === null) return micro
  const age = Math.max(ageSeconds, 0)
  const steps = (age % halfLifeSeconds) * STEPS
  const left = LEFT_AFTER_STEPS[Math.floor(steps / halfLifeSeconds)] ?? 0
  const y = (((steps % halfLifeSeconds) / (halfLifeSeconds * STEPS)) * LN2) / WHOLE
  let within = 1
  for (let term = TERMS; term > 0; term -= 1) within = 1 - (y / term) * within
  const power = POWERS[Math.min(Math.floor(age / halfLifeSeconds), HALVES_MAX)] ?? 0
  // Adding nothing turns a negative zero into the zero that integers have.
  return Math.floor(((micro * left) / WHOLE / power) * within + 0.5) + 0
}

/** The same over SQL expressions of whole numbers; an Int64. */
export function decayedSql(micro: Sql, age: Sql, halfLifeSeconds: number | null): Sql {
  if (halfLifeSeconds === null) return micro
  const passed = sql`greatest(toInt64(${age}), 0)`
  const steps = sql`${passed} % ${halfLifeSeconds} * ${STEPS}`
  const left = sql`[${list(LEFT_AFTER_STEPS)}][intDiv(${steps}, ${halfLifeSeconds}) + 1]`
  const y = sql`${steps} % ${halfLifeSeconds} / ${halfLifeSeconds * STEPS} * ${LN2} / ${WHOLE}`
  let within = sql`1`
  for (let term = TERMS; term > 0; term -= 1) within = sql`(1 - ${y} / ${term} * ${within})`
  const halves = sql`least(intDiv(${passed}, ${halfLifeSeconds}), ${HALVES_MAX})`
  const power = sql`bitShiftLeft(toUInt64(1), ${halves})`
  return sql`toInt64(floor(
    toFloat64(${micro}) * ${left} / ${WHOLE} / ${power} * ${within} + 0.5))`
}
