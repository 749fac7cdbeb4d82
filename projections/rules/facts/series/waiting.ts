import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { aboutFact } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'

/** A fact that waits for time to pass, wherever the clock stands. */
export interface WaitingFact {
  readonly place: number
  /** In which second its warning lies. */
  readonly anchor_second: number
  /** The first second of the clock at which its warning stands. */
  readonly passes_at: number
}

export const NOTHING_WAITS: readonly WaitingFact[] = Object.freeze([])

/** The warnings about those that the clock has passed. */
export function passedBy(
  clock: number,
  series: FactSeries,
  waiting: readonly WaitingFact[],
): WarningWithFacts[] {
  const passed: WarningWithFacts[] = []
  for (const { place, anchor_second, passes_at } of waiting)
    if (passes_at <= clock) passed.push(aboutFact(series, place, anchor_second))
  return passed
}

/** The first second after the clock's at which one of them passes; undefined where none does. */
export function nextToPass(clock: number, waiting: readonly WaitingFact[]): number | undefined {
  let next: number | undefined
  for (const { passes_at } of waiting)
    if (passes_at > clock && (next === undefined || passes_at < next)) next = passes_at
  return next
}
