import { instantFromMs, msOfInstant, type CivilDate, type Instant } from '#/instant.ts'

/** China's clocks are ahead of UTC by so much, all year. */
export const CHINA_OFFSET_MS = 8 * 3_600_000

/** The calendar day in China (UTC+8) of an instant. */
export function dayInChina(instant: Instant): CivilDate {
  // What clocks in China show begins with a day written YYYY-MM-DD.
  return timeInChina(instant).slice(0, 10) as CivilDate
}

/** As clocks in China show it: `2026-03-22 20:00:00`. */
export function timeInChina(instant: Instant): string {
  return instantFromMs(msOfInstant(instant) + CHINA_OFFSET_MS)
    .slice(0, 19)
    .replace('T', ' ')
}
