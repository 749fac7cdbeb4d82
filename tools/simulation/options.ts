import type { CivilDate } from '@jianwei/events/instant.ts'
import { civilDateOf, dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import { CALENDAR_YEARS } from '@jianwei/events/working-days/working-days.ts'
import type { DisturbanceRates } from './delivery.ts'
import { endOfLocalDay, startOfLocalDay } from './seasons.ts'
import { SUBJECTS_MAX } from './subjects.ts'

/** What makes a stream. Nothing else does: no clock, no locale, no time zone. */
export interface SimulationOptions extends DisturbanceRates {
  readonly seed: number
  readonly subjects: number
  readonly days: number
  readonly start: CivilDate
  /** The first two digits of GB/T 2260. */
  readonly province: string
  /** Facts a year for each subject, on average; the busiest have many times more. */
  readonly activity: number
  /** Zipf's exponent: 0 treats all alike, 1 gives the second half of what the first has. */
  readonly zipfExponent: number
  /** Subjects that turn bad. */
  readonly stories: number
}

export const DEFAULT_OPTIONS: SimulationOptions = {
  seed: 1,
  subjects: 1000,
  days: 90,
  // Fixed, and far enough back that no late report lies in the future of a real clock.
  start: '2025-01-01' as CivilDate,
  province: '33',
  activity: 60,
  zipfExponent: 0.9,
  stories: 5,
  late: 0.02,
  duplicates: 0.005,
  corrections: 0.01,
  retractions: 0.003,
  broken: 0,
}

/**
 * Duties are planned up to this long ahead in working days, so the calendar must be known for so
 * much longer.
 */
const DAYS_AHEAD = 60
const DAYS_MAX = 3660

/** What is wrong with the options, in words; empty where nothing is. */
export function problemsOf(options: SimulationOptions): string[] {
  const problems: string[] = []
  const within = (name: keyof SimulationOptions, low: number, high: number) => {
    const value = options[name]
    if (typeof value !== 'number' || !(value >= low && value <= high))
      problems.push(`${name} must be from ${low} to ${high}`)
  }
  within('seed', 0, Number.MAX_SAFE_INTEGER)
  within('subjects', 1, SUBJECTS_MAX)
  within('days', 1, DAYS_MAX)
  within('activity', 0, 1_000_000)
  within('zipfExponent', 0, 3)
  within('stories', 0, options.subjects)
  for (const name of ['late', 'duplicates', 'corrections', 'retractions', 'broken'] as const)
    within(name, 0, 1)
  for (const name of ['seed', 'subjects', 'days', 'stories'] as const) {
    if (!Number.isInteger(options[name])) problems.push(`${name} must be a whole number`)
  }
  // Without a length and a day there is no end to look at.
  if (problems.length > 0) return problems
  const { first, last } = CALENDAR_YEARS
  const lastDay = civilDateOf(dayNumberOf(options.start) + options.days + DAYS_AHEAD)
  if (options.start < `${first}-02-01` || lastDay > `${last}-12-31`) {
    problems.push(
      `the holidays are known from ${first} to ${last}, ` +
        `and the stream needs ${DAYS_AHEAD} days beyond its end`,
    )
  }
  return problems
}

/** The first millisecond of the stream. */
export function startOf(options: SimulationOptions): number {
  return startOfLocalDay(dayNumberOf(options.start))
}

/** Its last second. Late reports may still arrive after it. */
export function endOf(options: SimulationOptions): number {
  return endOfLocalDay(dayNumberOf(options.start) + options.days - 1)
}
