import { z } from 'zod'

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
