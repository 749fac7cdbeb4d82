import { z } from 'zod'
import { sql, type Sql } from '#/sql.ts'

/**
 * Points are decimals in a rule's file and whole millionths (micro-points) everywhere else: sums,
 * caps and comparisons of integers are the same in SQL and in TypeScript, whatever the order in
 * which they are added.
 */

export const MICRO = 1_000_000
/** Of one fact, of a cap, of the base, of a band's bounds. */
export const POINTS_MAX = 100_000

/** A decimal with at most six places, read to micro-points. */
export const PointsSchema = z
  .number()
  .min(-POINTS_MAX)
  .max(POINTS_MAX)
  .transform((points, context) => {
    const micro = Math.round(points * MICRO)
    if (micro / MICRO === points) return micro
    context.addIssue({ code: 'custom', message: 'points have at most six decimal places' })
    return z.NEVER
  })

/** `12.5` of 12,500,000 micro-points. */
export function pointsText(micro: number): string {
  const absolute = Math.abs(micro)
  const fraction = String(absolute % MICRO)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const whole = Math.floor(absolute / MICRO)
  return `${micro < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * What is left of points after a time: `micro × 2^(−age / half-life)`, to the nearest micro-point,
 * halves upwards.
 *
 * SQL and TypeScript compute the same expression of doubles. Division, product and `floor` are
 * exact by IEEE 754 in both; the power is the mathematics library's of each, right to about one
 * unit in the last place. The two could therefore differ by one micro-point where a value lies
 * within 10^-16 of its size from the middle of two micro-points: for 10 points once in hundreds of
 * millions of facts, and it is seen only if the whole score then lies exactly on a bound. At whole
 * half-lives, where rules have their corners, powers of two are exact.
 */
export function decayed(micro: number, ageSeconds: number, halfLifeSeconds: number | null): number {
  if (halfLifeSeconds === null) return micro
  // Adding nothing turns a negative zero into the zero that integers have.
  return Math.floor(micro * 2 ** -(ageSeconds / halfLifeSeconds) + 0.5) + 0
}

/** The same over SQL expressions; an Int64. */
export function decayedSql(micro: Sql, age: Sql, halfLifeSeconds: number | null): Sql {
  if (halfLifeSeconds === null) return micro
  return sql`toInt64(floor(${micro} * exp2(-(${age} / ${halfLifeSeconds})) + 0.5))`
}
